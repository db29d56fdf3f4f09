import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import mark from '../../build/icons/gezi.svg?url'
import type { BridgeProblem } from '../../shared/api/bridge.ts'
import { Button } from '../parts/button.tsx'
import { problemDiagnostics, solveProblem } from '../platform.ts'

function Page({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <main className="late flex h-full flex-col items-center justify-center gap-3 bg-side p-6 text-center">
      <img src={mark} alt="" width={64} height={64} />
      <h1 className="text-lg font-semibold">{title}</h1>
      {children}
    </main>
  )
}

/** The host could not open its data folder: says why and offers the ways out that the shell knows. */
export function StartProblemPage({ problem }: { readonly problem: BridgeProblem }) {
  const { t } = useTranslation()
  return (
    <Page title={t('problem.title')}>
      <p className="max-w-104 text-base" role="alert">
        {t(`problem.${problem.reason}`)}
      </p>
      <p className="max-w-104 text-sm break-all text-muted">{t('problem.folder', { path: problem.path })}</p>
      {problem.detail !== '' && <p className="max-w-104 text-xs break-words text-muted">{problem.detail}</p>}
      <div className="flex flex-wrap justify-center gap-2 pt-2">
        <Button kind="primary" onClick={() => solveProblem('retry')}>
          {t('common.retry')}
        </Button>
        <Button onClick={() => solveProblem('choose-folder')}>{t('problem.choose_folder')}</Button>
        <Button onClick={() => solveProblem('show-folder')}>{t('problem.show_folder')}</Button>
        <CopyDiagnostics />
        <Button onClick={() => solveProblem('quit')}>{t('problem.quit')}</Button>
      </div>
    </Page>
  )
}

/** There is no line for notices on this page: the button itself says that it was done. */
function CopyDiagnostics() {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(await problemDiagnostics())
    setCopied(true)
  }
  return (
    <Button onClick={() => void copy()}>
      <span aria-live="polite">{copied ? t('common.copied') : t('shell.copy')}</span>
    </Button>
  )
}

/** After this long without an answer the host is not slow, it is not there. */
const PATIENCE = 6_000

export function WaitingPage() {
  const { t } = useTranslation()
  const [tooLong, setTooLong] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setTooLong(true), PATIENCE)
    return () => clearTimeout(timer)
  }, [])
  return (
    <Page title={tooLong ? t('problem.unreachable_title') : t('problem.waiting_title')}>
      <p className="max-w-104 text-sm text-muted" role="status">
        {tooLong ? t('problem.unreachable_text') : t('problem.waiting_text')}
      </p>
      {tooLong && <Button onClick={() => location.reload()}>{t('problem.reload')}</Button>}
    </Page>
  )
}
