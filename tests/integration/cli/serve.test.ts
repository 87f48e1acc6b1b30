import { describe, expect, it } from 'vitest'
import { openSession, request } from '../host/support'
import { run, runJson, start, temporaryFolder, type Running } from '../support/command-line'

interface ServeDocument {
  url: string
  port: number
  home: string
  pid: number
}

const quick = ['--model', 'linear', '--lr', '0.03', '--batch', '128']

async function serve(
  home: string,
  args: string[] = [],
): Promise<{ running: Running; document: ServeDocument }> {
  const running = await start(['serve', '--json', ...args], { home })
  const [line] = await running.until(/^\{.*\}$/m)
  return { running, document: JSON.parse(line) as ServeDocument }
}

describe('serve', () => {
  it('prints a URL that opens the workbench, and ends at Ctrl+C with exit 0', async () => {
    const home = temporaryFolder()
    const { running, document } = await serve(home)
    expect(document).toEqual({ url: document.url, port: document.port, home, pid: running.child.pid })
    const cookie = await openSession(document.port, document.url)
    expect((await request(document.port, '/', { headers: { cookie } })).body).toContain(
      '<title>Focal Bench</title>',
    )
    running.child.kill('SIGINT')
    const { exitCode, stdout } = await running.ended
    expect(exitCode).toBe(0)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  })

  it('prints the URL alone on stdout for people', async () => {
    const running = await start(['serve'], { home: temporaryFolder() })
    const [url] = await running.until(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+$/m)
    await running.until(/it works once/)
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ exitCode: 0, stdout: `${url}\n` })
  })

  it('gives the URL of the engine that has the home already, and is done', async () => {
    const home = temporaryFolder()
    const { document } = await serve(home)
    const second = await run(['serve', '--json'], { home })
    expect(second.exitCode).toBe(0)
    const other = JSON.parse(second.stdout) as ServeDocument
    expect(other).toMatchObject({ port: document.port, pid: document.pid })
    expect(other.url).not.toBe(document.url)
    await openSession(other.port, other.url)
    expect(second.stderr).toContain(`Process ${document.pid} has this home open already`)
  })

  it('listens where it is told to, or says why it cannot: exit 2', async () => {
    const { document } = await serve(temporaryFolder(), ['--host', 'localhost'])
    expect(document.url).toContain(`http://localhost:${document.port}/`)
    const taken = await run(['serve', '--port', String(document.port), '--host', 'localhost'], {
      home: temporaryFolder(),
    })
    expect(taken).toMatchObject({ exitCode: 2, stdout: '' })
    expect(taken.stderr).toContain(`port ${document.port} is in use`)
  })

  it('trains for commands that attach to it: nothing is locked, and its pages see the run', async () => {
    const home = temporaryFolder()
    const { document } = await serve(home)
    const [first, second] = await Promise.all(
      ['a', 'b'].map((name) => runJson(['train', ...quick, '--epochs', '2', '--name', name], { home })),
    )
    expect(first).toMatchObject({ run: { name: 'a', state: 'done', epochs: [{ epoch: 1 }, { epoch: 2 }] } })
    expect(second).toMatchObject({ run: { name: 'b', state: 'done' } })
    expect(await runJson(['doctor'], { home })).toMatchObject({ home })
    const { runs } = (await runJson(['list'], { home })) as { runs: { name: string }[] }
    expect(runs.map(({ name }) => name).sort()).toEqual(['a', 'b'])
    expect(document.home).toBe(home)
  })

  it('keeps a run waiting while its queue is paused, and says how to go on', async () => {
    const home = temporaryFolder()
    await serve(home)
    await runJson(['queue', 'pause'], { home })
    const training = await start(['train', ...quick, '--epochs', '1', '--json'], { home })
    await training.until(/The queue is paused; the run waits\. Go on with: focal-bench queue resume/)
    expect(await runJson(['queue'], { home })).toMatchObject({
      queue: { paused: true, waiting: [expect.any(String)] },
    })
    await runJson(['queue', 'resume'], { home })
    const { exitCode, stdout } = await training.ended
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ run: { state: 'done' } })
  })

  it('that is killed (kill -9) is told of by the command that waits: exit 1, and the run goes on with `resume`', async () => {
    const home = temporaryFolder()
    const { running, document } = await serve(home)
    const training = await start(['train', ...quick, '--epochs', '400', '--name', 'cut', '--json'], { home })
    await training.until(/epoch \d+\//)
    running.child.kill('SIGKILL')
    const { exitCode, stdout, stderr } = await training.ended
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toContain(`focal-bench: The engine (process ${document.pid}) has ended.`)
    expect(await runJson(['resume', 'cut'], { home })).toMatchObject({ run: { state: 'done' } })
  })

  it('ends while a run trains: the command that waits says so, and the run is kept', async () => {
    const home = temporaryFolder()
    const { running } = await serve(home)
    const training = await start(['train', ...quick, '--epochs', '100000', '--name', 'long'], { home })
    await training.until(/epoch \d+\//)
    running.child.kill('SIGTERM')
    expect(await running.ended).toMatchObject({ exitCode: 0 })
    const { exitCode, stderr } = await training.ended
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^focal-bench: .*(engine|interrupted)/im)
    expect(await runJson(['show', 'long'], { home })).toMatchObject({ run: { state: 'interrupted' } })
  })
})

describe('a command that trains by itself', () => {
  it('lets others use its engine, and stays until they are done', async () => {
    const home = temporaryFolder()
    const first = await start(['train', ...quick, '--epochs', '10', '--name', 'first', '--json'], { home })
    await first.until(/epoch \d+\//)
    const second = await start(['train', ...quick, '--epochs', '25', '--name', 'second', '--json'], { home })
    const listed = (await runJson(['list'], { home })) as { runs: { name: string }[] }
    expect(listed.runs.map(({ name }) => name)).toContain('first')
    for (const training of [first, second]) {
      const { exitCode, stdout } = await training.ended
      expect(exitCode).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({ run: { state: 'done' } })
    }
  })

  it('hands the home to a `serve` that was started meanwhile, at the same port, open pages included', async () => {
    const home = temporaryFolder()
    const training = await start(['train', ...quick, '--epochs', '100000'], { home })
    await training.until(/epoch \d+\//)
    const { running, document } = await serve(home)
    expect(document.pid).toBe(training.child.pid)
    const cookie = await openSession(document.port, document.url)
    training.child.kill('SIGINT')
    expect(await training.ended).toMatchObject({ exitCode: 1 })
    const [, url] = await running.until(/goes on at (\S+)/)
    expect(url).toContain(`:${document.port}/`)
    expect((await request(document.port, '/', { headers: { cookie } })).status).toBe(200)
    running.child.kill('SIGINT')
    expect(await running.ended).toMatchObject({ exitCode: 0 })
  })
})
