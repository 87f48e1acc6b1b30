/** The pages that a browser gets instead of the window, and what to do about them. */

export type Refusal = 'no-session' | 'used-token' | 'not-built'

const texts: Record<Refusal, { title: string; lines: string[] }> = {
  'no-session': {
    title: 'This browser is not let in yet',
    lines: [
      'Focal Bench opens for those who have its one-time address.',
      'Get one in a terminal, in the project: <code>npx focal-bench serve</code>',
    ],
  },
  'used-token': {
    title: 'This address was used already',
    lines: [
      'Each address opens Focal Bench once. If it was you, close this page and go on in <a href="/">the window you opened</a>.',
      'For a new address run in a terminal, in the project: <code>npx focal-bench serve</code>',
    ],
  },
  'not-built': {
    title: 'The window is not built',
    lines: [
      'Build it in a terminal, in the project: <code>npm run build</code>',
      'Then load this page again.',
    ],
  },
}

export function refusalPage(refusal: Refusal): string {
  const { title, lines } = texts[refusal]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>${title} · Focal Bench</title>
</head>
<body>
<main>
<h1>${title}</h1>
${lines.map((line) => `<p>${line}</p>`).join('\n')}
</main>
</body>
</html>
`
}
