import {
  ContextMenuCheckboxItem,
  ContextMenuItem,
  ContextMenuPortal,
  ContextMenuSeparator,
  ContextMenuSub,
  ContextMenuSubContent,
  ContextMenuSubTrigger,
  DropdownMenuCheckboxItem,
  DropdownMenuItem,
  DropdownMenuPortal,
  DropdownMenuSeparator,
  DropdownMenuSub,
  DropdownMenuSubContent,
  DropdownMenuSubTrigger,
} from 'reka-ui'

/** Reka's parts of a menu, by the kind of menu they work in. */
export const menuParts = {
  dropdown: {
    item: DropdownMenuItem,
    checkbox: DropdownMenuCheckboxItem,
    separator: DropdownMenuSeparator,
    sub: DropdownMenuSub,
    subTrigger: DropdownMenuSubTrigger,
    subContent: DropdownMenuSubContent,
    portal: DropdownMenuPortal,
  },
  context: {
    item: ContextMenuItem,
    checkbox: ContextMenuCheckboxItem,
    separator: ContextMenuSeparator,
    sub: ContextMenuSub,
    subTrigger: ContextMenuSubTrigger,
    subContent: ContextMenuSubContent,
    portal: ContextMenuPortal,
  },
} as const
