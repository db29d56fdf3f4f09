/**
 * Composition root: puts store, messenger, engine, driver and network together, and serves any number of views. It knows no Electron and
 * no HTTP: the desktop program, the headless one and the tests open it in the same way.
 */
import { randomInt, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createFeed } from '../../shared/core/feed.ts'
import { createMessenger, type Messenger } from '../../shared/core/messenger.ts'
import { PACKET_NUMBERS } from '../../shared/core/recorder.ts'
import { createEngine } from '../../shared/engine/engine.ts'
import type { Endpoint } from '../../shared/engine/io.ts'
import { facesFor } from '../../shared/model/face-emoji.ts'
import { viewOfPolicy } from '../../shared/model/policy.ts'
import { localMac } from '../../shared/protocol/index.ts'
import { err, ok, type Result } from '../../shared/result.ts'
import { charset } from './charset.ts'
import { digest, keylessCipher } from './cipher.ts'
import { createClock } from './clock.ts'
import { openKeys } from './crypto/own-keys.ts'
import type { Downloads } from './downloads.ts'
import { systemDownloads } from './downloads-folder.ts'
import { createDriver, type Driver } from './driver.ts'
import { createFileMethods, placeOf } from './file-methods.ts'
import { createFileService } from './file-service.ts'
import { createFiles } from './files.ts'
import { followFolder } from './follow-folder.ts'
import { mayHaveDownloads, saveOptions, withoutDecided } from './given-settings.ts'
import type { Host, HostOptions, HostProblem, RunOptions } from './host-options.ts'
import { installationOf } from './installation.ts'
import { createIntroducing } from './introducing.ts'
import { createLanSettings } from './lan-settings.ts'
import { openLasting, type Run } from './lasting-host.ts'
import { logDrops } from './log-drops.ts'
import { loginName } from './login-name.ts'
import { ANY_ADDRESS } from './net/interfaces.ts'
import { createLan } from './net/lan.ts'
import { createNetworkTools } from './network-tools.ts'
import { createOwnPeers } from './own-peers.ts'
import { ownPolicy } from './own-policy.ts'
import { passwords } from './passwords.ts'
import { createPictures, loadPicture } from './pictures.ts'
import { createSpool, type Spooled, type SpoolProblem } from './spool.ts'
import { createStaging } from './staging.ts'
import { hasFormer } from './store/files.ts'
import { type OpenedStore, openStore } from './store/open.ts'

/** Fails only when the data folder cannot be opened. A network that does not work is a state: it is tried again by itself. */
export function openHost(options: HostOptions): Promise<Result<Host, HostProblem>> {
  const now = createClock(Date.now, () => performance.now())
  const policy = ownPolicy(options.policyFile)
  const problem = policy?.problem
  if (problem !== undefined) options.log.write('error', `the policy ${problem.path}: ${problem.detail}`)
  let given = withoutDecided(options, policy)
  const { name: _name, group: _group, language: _language, ...later } = given
  return openLasting(later, now, (downloads) => {
    const run = openRun(given, now, downloads)
    // What the command line sets is set once: the user may have changed it since.
    given = later
    return run
  })
}

async function openRun(
  options: RunOptions,
  now: () => number,
  downloads: Downloads,
): Promise<Result<Run, HostProblem>> {
  const opened = openStore(join(options.data, 'gezi.db'), { now: now() })
  if (!opened.ok) return opened
  const { store } = opened.value
  try {
    return await start(options, opened.value, now, downloads)
  } catch (error) {
    // The disk that fails at the very first writes.
    store.close()
    const full = error instanceof Error && 'reason' in error && error.reason === 'disk-full'
    return err({ code: full ? 'disk-full' : 'other', detail: error instanceof Error ? error.message : String(error) })
  }
}

async function start(
  options: RunOptions,
  { store, salvaged }: OpenedStore,
  now: () => number,
  downloads: Downloads,
): Promise<Result<Run, HostProblem>> {
  const { log, bind = ANY_ADDRESS } = options
  const report = (error: unknown): string => {
    const id = randomUUID()
    log.repeated(
      `bug ${String(error)}`,
      'error',
      `${id} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    )
    return id
  }
  const installation = installationOf(store)
  const keys = await openKeys(options, (done) => driver.input({ type: 'cipher-done', done }), report)
  const user = keys.named(loginName())
  const login = { user, host: hostname(), installation, mac: localMac(installation, { digest }) }
  const isHere = followFolder(store, options.data)
  const spool = createSpool(join(options.data, 'spool'))
  await spool.keepOnly(store.spooledSources())
  const pictures = createPictures(join(options.data, 'pictures'))
  const staging = createStaging((item) => {
    if (item.spooled && !store.spooledSources().includes(item.path)) void spool.drop(item.path)
    if (item.picture !== undefined && !store.needsPicture(item.path)) pictures.drop(item.path)
  }, pictures)
  const files = createFiles({
    bind,
    user: login.user,
    host: login.host,
    mac: login.mac,
    downloads: options.downloads ?? systemDownloads(),
    staging,
    spool,
    pictures,
    keys,
    own: (...connection) => ownPeers.serve(...connection),
    heard: (...first) => tools.asked(...first),
    gate: { admits: (own) => lan.gate.admits(own), reaches: (address) => lan.gate.reaches(address) },
    now,
    log,
  })
  let closed = false
  const feed = createFeed({
    epoch: randomUUID(),
    snapshot: () => messenger.snapshot(),
    schedule: (delay, work) => (delay === 0 ? setImmediate(work) : setTimeout(work, delay)),
    now,
  })
  const messenger: Messenger = createMessenger({
    store,
    about: {
      version: options.version,
      platform: options.platform,
      capabilities: [
        'transfers',
        ...(options.desktop === undefined ? [] : ['open-files']),
        ...(options.updates === undefined ? [] : ['updates']),
        ...(options.capabilities ?? []),
      ],
      edition: store.value('edition') ?? '',
      ...(options.policy !== undefined && { policy: viewOfPolicy(options.policy) }),
    },
    login,
    engine: (input) => driver.input(input),
    network: { reopen: () => void lan.reopen(), configure: (settings) => void lan.configure(lanSettings(settings)) },
    feed,
    files,
    charset,
    passwords,
    keys,
    policy: options.policy,
    later: (work) =>
      setImmediate(() => {
        if (!closed) work()
      }),
    report: (error) => log.write('error', `the data folder: ${error instanceof Error ? error.message : String(error)}`),
  })
  files.connect(messenger.transfers)
  const fileMethods = createFileMethods({
    staging,
    drafts: store,
    transfers: messenger.transfers,
    transfersOf: (message) => store.transfersOf([message]),
    desktop: options.desktop,
    downloads,
    now,
  })
  const ownPeers = createOwnPeers({
    ...{ bind, installation, keys, now, report },
    person: (id) => messenger.known.record(id) ?? messenger.known.record(store.formerIds().get(id) ?? ''),
    known: messenger.known,
    engine: (input) => driver.input(input),
    drop(event) {
      logDrops(log, [event])
      messenger.apply(now(), [event])
    },
  })
  const introduce = createIntroducing({
    ...{ ownPeers, now, report, people: messenger.people },
    engine: (input) => driver.input(input),
    isOn: () => messenger.settings.introductions,
  })
  const lanSettings = createLanSettings(options, messenger.settings.port)
  const fileService = createFileService(files.listen, log, (network) => messenger.setNetwork(now(), network))
  const lan = createLan({
    bind,
    ...lanSettings(messenger.settings),
    log,
    onDatagram(datagram) {
      tools.heard(datagram)
      driver.datagram(datagram)
    },
    onChange(network, reach) {
      fileService.follow(network)
      driver.input({ type: 'reach', reach })
    },
  })
  const transmit = (to: Endpoint, bytes: Uint8Array): void => {
    tools.sent(to, bytes)
    lan.send(to, bytes)
  }
  const { packetNumbers: packetNo = 0, keyRecords, ...engineState } = messenger.engineState
  const driver: Driver = createDriver({
    engine: createEngine({
      ...engineState,
      version: options.version,
      charset,
      wording: facesFor,
      groupCipher: keylessCipher,
      seed: randomInt(2 ** 32),
      packetNo,
      keys: keys.engineKeys(keyRecords),
    }),
    now,
    apply(at, events) {
      logDrops(log, events)
      tools.judged(events)
      keys.work(events)
      const receipts = messenger.apply(at, events)
      ownPeers.heard(events)
      introduce(events)
      return receipts
    },
    reserved: () => Number(store.value(PACKET_NUMBERS) ?? 0),
    transmit,
    onOverflow: (address) => log.repeated(`overflow ${address}`, 'warning', `too many packets at once from ${address}`),
    onBug: report,
  })

  const tools = createNetworkTools({
    ...{
      bind,
      data: options.data,
      now,
      messenger,
      downloads,
      staged: staging.find,
      own: ownPeers,
      transmit,
      outbox: () => store.outbox(),
    },
    engine: (input) => driver.input(input),
    port: () => lan.port,
    gate: lan.gate,
    configured: () => lanSettings(messenger.settings).configured,
  })

  const saved = saveOptions(options, (settings) => messenger.call(now(), 'setSettings', settings))
  if (!saved.ok) {
    driver.leave()
    store.close()
    return saved
  }
  if (salvaged !== undefined) {
    log.write('warning', `the database was damaged; kept as ${salvaged.keptAs}`)
    messenger.setStorage({ state: 'salvaged', ...salvaged })
  }

  const isWanted = !isHere || hasFormer(join(options.data, 'gezi.db'))
  // Beside everything else: years of pictures are many files.
  void pictures
    .tidy(
      (path, message) =>
        isWanted || store.needsPicture(path) || (message !== undefined && store.message(message) !== undefined),
    )
    .catch((error: unknown) => log.write('warning', `pictures: ${String(error)}`))
  await lan.open()
  // Who is told that we are there may fetch at once.
  await fileService.settled()
  return ok({
    call(method, input, owner) {
      if (method === 'setSettings' && !mayHaveDownloads(input, owner)) {
        return err({ code: 'invalid-setting', detail: 'downloads' })
      }
      return fileMethods(method, input, owner) ?? tools.call(method, input) ?? messenger.call(now(), method, input)
    },
    subscribe: feed.subscribe,
    report,
    stage: (paths, as) => staging.stage(paths, as, as === 'offer' ? { adopting: true } : {}),
    staged: staging.find,
    async upload(name, size, bytes) {
      const taken: Result<Spooled, SpoolProblem> = await spool.take(bytes, size)
      if (!taken.ok) return taken
      const item = { ...taken.value, name, kind: 'file', files: undefined, spooled: true } as const
      const adopted = await pictures.adopt(taken.value.path, name, true)
      return ok(staging.add(adopted === undefined ? item : { ...item, ...adopted, spooled: false }))
    },
    async picture(message, index) {
      const record = messenger.transfers.find(`${message}.${index}`)
      const path = record && placeOf(record)
      return path === undefined ? undefined : loadPicture(path)
    },
    network: () => lan.network,
    get udp() {
      return `${bind}:${lan.port}`
    },
    store,
    messenger,
    async close() {
      closed = true
      tools.close()
      ownPeers.close()
      driver.leave()
      fileService.close()
      await Promise.all([lan.close(), files.close(), keys.close()])
      messenger.transfers.flush(now())
      store.close()
    },
  })
}
