import { expect, test } from 'vitest'
import {
  parseArp,
  parseProcArp,
  parseProcRoute,
  parseRouteGet,
  parseRoutePrint,
} from '../../electron/host/net/neighbours.ts'
import { isExcluded, parseNetstat, parseProcUdp, parseTasklist } from '../../electron/host/net/port-holder.ts'
import { createTraffic } from '../../electron/host/net/traffic.ts'
import { bytesOf } from '../protocol/vectors.ts'

test('Linux names the sockets on a port', () => {
  const table = [
    '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops',
    '  411: 00000000:0979 00000000:0000 07 00000000:00000000 00:00000000 00000000  1000        0 48211 2 0000000000000000 0',
    '  412: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 20977 2 0000000000000000 0',
  ].join('\n')
  expect([
    ...[parseProcUdp(table, 2_425), parseProcUdp(table, 2_426), parseProcUdp(table, 2_425, '10.1.2.3')],
    ...[parseProcUdp(table, 53, '127.0.0.1'), parseProcUdp(table, 53, '127.0.0.2')],
  ]).toEqual([['48211'], [], ['48211'], ['20977'], []])
})

test('Windows names the process on a port, and tells a reserved range from a real owner', () => {
  const netstat = [
    '',
    'Aktive Verbindungen',
    '',
    '  Proto  Lokale Adresse         Remoteadresse          Status           PID',
    '  UDP    0.0.0.0:500            *:*                                    3012',
    '  UDP    0.0.0.0:2425           *:*                                    4321',
    '  UDP    [::]:12425             *:*                                    777',
  ].join('\r\n')
  const ranges = [
    '',
    '协议 udp 端口排除范围',
    '',
    '开始端口    结束端口',
    '----------    --------',
    '      2381        2480',
    '     50000       50059     *',
    '',
    '* - 管理的端口排除。',
  ].join('\r\n')
  expect([
    parseNetstat(netstat, 2_425),
    parseNetstat(netstat, 425),
    parseNetstat(netstat, 2_425, '10.1.2.3'),
    parseNetstat(netstat, 12_425, '10.1.2.3'),
    parseTasklist('"FeiQ.exe","4321","Console","1","23,456 K"\r\n'),
    parseTasklist('信息: 没有运行的任务匹配指定标准。\r\n'),
    [2_380, 2_381, 2_425, 2_480, 50_059, 60_000].filter((port) => isExcluded(ranges, port)),
  ]).toEqual([4_321, undefined, 4_321, undefined, 'FeiQ.exe', undefined, [2_381, 2_425, 2_480, 50_059]])
})

test('the tables of neighbours of Linux, Windows and macOS are read, and the default route', () => {
  const linux = [
    'IP address       HW type     Flags       HW address            Mask     Device',
    '192.168.1.7      0x1         0x2         02:fc:00:00:00:05     *        eth0',
    '192.168.1.8      0x1         0x0         00:00:00:00:00:00     *        eth0',
    '',
  ].join('\n')
  const windows = [
    'Schnittstelle: 192.168.1.5 --- 0x7',
    '  Internetadresse       Physische Adresse     Typ',
    '  192.168.1.7           02-fc-00-00-00-05     dynamisch',
    '  192.168.1.255         ff-ff-ff-ff-ff-ff     statisch',
    '  224.0.0.22            01-00-5e-00-00-16     statisch',
  ].join('\r\n')
  const mac = '? (192.168.1.7) at 2:fc:0:0:0:5 on en0 ifscope [ethernet]\n? (192.168.1.8) at (incomplete) on en0'
  const route = [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    'eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0',
    'wg0\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0',
    'eth0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0',
  ].join('\n')
  const two = { '192.168.1.7': 'answers', '192.168.1.8': 'failed' }
  expect([
    Object.fromEntries(parseProcArp(linux)),
    Object.fromEntries(parseArp(windows)),
    Object.fromEntries(parseArp(mac)),
    parseProcRoute(route),
    parseProcRoute(''),
    parseProcRoute(route.replace('wg0\t0', 'wg0\t1')),
  ]).toEqual([
    two,
    { '192.168.1.7': 'answers' },
    two,
    { defaultInterface: 'wg0', gateway: undefined },
    {},
    { defaultInterface: 'eth0', gateway: '192.168.1.1' },
  ])
})

test('the way to everywhere on Windows and macOS, by outputs as their tools print them', () => {
  const windows = [
    'IPv4-Routentabelle',
    '     Netzwerkziel    Netzwerkmaske          Gateway    Schnittstelle Metrik',
    '          0.0.0.0          0.0.0.0      192.168.1.1      192.168.1.5     35',
    '          0.0.0.0          0.0.0.0   Auf Verbindung        10.8.0.2      5',
    '        127.0.0.0        255.0.0.0   Auf Verbindung         127.0.0.1    331',
  ].join('\r\n')
  const names = (address: string) => ({ '192.168.1.5': 'Ethernet', '10.8.0.2': 'OpenVPN TAP-Windows6' })[address]
  const mac =
    '   route to: default\ndestination: default\n    gateway: 192.168.1.1\n  interface: en0\n      flags: <UP,GATEWAY>'
  expect([
    parseRoutePrint(windows, names),
    parseRoutePrint(windows.replace(/.*Verbindung +10.*\r\n/, ''), names),
    parseRoutePrint('', names),
    parseRouteGet(mac),
    parseRouteGet('route: writing to routing socket: not in table'),
  ]).toEqual([
    { defaultInterface: 'OpenVPN TAP-Windows6', gateway: undefined },
    { defaultInterface: 'Ethernet', gateway: '192.168.1.1' },
    { defaultInterface: undefined, gateway: undefined },
    { defaultInterface: 'en0', gateway: '192.168.1.1' },
    { defaultInterface: undefined, gateway: undefined },
  ])
})

const [BYTES, ANSWER] = [bytesOf('1:1:zhang:pc:1:zhang'), bytesOf('1:2:zhang:pc:3:zhang')]

test('within a minute of what was sent to an address its packets are answers, later they come by themselves', () => {
  const traffic = createTraffic()
  traffic.heard('192.168.1.7', 0, BYTES)
  traffic.sent('192.168.1.7', 1_000)
  for (const at of [1_200, 60_999, 61_000]) traffic.heard('192.168.1.7', at, at === 1_200 ? ANSWER : BYTES)
  expect(traffic.of('192.168.1.7')).toEqual({
    lastHeard: 61_000,
    lastReply: 1_200,
    lastHello: 61_000,
    answers: 2,
    unasked: 2,
  })
})

test('a flood of forged addresses costs a bounded table, and who was heard last stays in it', () => {
  const traffic = createTraffic()
  for (let number = 0; number < 5_000; number++) traffic.heard(`10.0.${number >> 8}.${number & 255}`, number, BYTES)
  expect([traffic.all().size, traffic.of('10.0.19.135')?.lastHeard]).toEqual([4_096, 4_999])
})
