import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { end, start, temporaryFolder } from '../process/gezi.ts'
import { office, openPage, write } from './office.ts'

office('npm start', () => {
  test('the demo shows an office that greets, offers a file and answers, and ends with Ctrl+C; where Electron ends at once, in a browser', async () => {
    const [data, downloads, electron] = [await temporaryFolder(), await temporaryFolder(), await temporaryFolder()]
    const places = ['--data', data, '--downloads', downloads]
    // As Chromium ends without a sandbox.
    await writeFile(join(electron, 'electron'), '#!/bin/sh\nulimit -c 0\nkill -TRAP $$\n', { mode: 0o755 })
    const env = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: electron }
    const child = start(process.execPath, ['build/start.ts', '--demo', ...places], 'pipe', env)
    let said = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    await expect.poll(() => said, { timeout: 60_000 }).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#\w+$/m)
    const page = await openPage(/^http.*$/m.exec(said)?.[0] ?? '')
    await page.getByRole('textbox', { name: 'Your name' }).fill('王五')
    await page.getByRole('button', { name: 'Start' }).click()
    await expect.poll(() => page.getByRole('option').count()).toBe(3)

    const composer = await write(page, '张三')
    await page.getByRole('listitem', { name: /^张三: 早！/ }).waitFor()
    await composer.fill('图纸在哪里？')
    await composer.press('Enter')
    await page.getByRole('listitem', { name: /^张三: 在 \\\\fileserver/ }).waitFor()

    await write(page, 'Alice')
    await page
      .getByRole('listitem', { name: /^Alice: .*logo-final\.zip/ })
      .getByText('logo-final.zip')
      .waitFor()
    await page.getByRole('button', { name: 'Accept: logo-final.zip' }).click()
    await page.getByText('Received', { exact: true }).waitFor()
    await page.getByText('3.3 MB · encrypted').waitFor()

    await page.context().close()
    expect(await end(child, 'SIGINT')).toBe(0)
  })
})
