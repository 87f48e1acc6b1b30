/** Names by which people know the losses, and ours. */
const otherNames: Readonly<Record<string, string>> = {
  crossentropy: 'ce',
  categoricalcrossentropy: 'ce',
  binarycrossentropy: 'ce',
  bce: 'ce',
  focalloss: 'focal',
  balancedsoftmax: 'balancedSoftmax',
  logitadjustment: 'balancedSoftmax',
  logitadjusted: 'balancedSoftmax',
  asymmetricloss: 'asymmetric',
  asl: 'asymmetric',
  ldamloss: 'ldam',
  ldamdrw: 'ldam',
}

/** Our name for a loss; the name as it is where we know no other, for the schema to judge. */
export function lossKindOf(name: string): string {
  const plain = name.toLowerCase().replace(/[-_ ]/g, '')
  return otherNames[plain] ?? (['ce', 'focal', 'flsd53', 'ldam', 'asymmetric'].includes(plain) ? plain : name)
}
