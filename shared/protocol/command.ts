/** Command and flag words (protocol.md 2.1, 2.2, 7.3, 8). The low byte is the command, the upper 24 bits are flags. */

export const COMMAND = {
  NOOPERATION: 0x00,
  BR_ENTRY: 0x01,
  BR_EXIT: 0x02,
  ANSENTRY: 0x03,
  BR_ABSENCE: 0x04,
  BR_ISGETLIST: 0x10,
  OKGETLIST: 0x11,
  GETLIST: 0x12,
  ANSLIST: 0x13,
  ANSLIST_DICT: 0x14,
  BR_ISGETLIST2: 0x18,
  SENDMSG: 0x20,
  RECVMSG: 0x21,
  READMSG: 0x30,
  DELMSG: 0x31,
  ANSREADMSG: 0x32,
  GETINFO: 0x40,
  SENDINFO: 0x41,
  GETABSENCEINFO: 0x50,
  SENDABSENCEINFO: 0x51,
  GETFILEDATA: 0x60,
  RELEASEFILES: 0x61,
  GETDIRFILES: 0x62,
  DIRFILES_AUTH: 0x63,
  DIRFILES_AUTHRET: 0x64,
  GETPUBKEY: 0x72,
  ANSPUBKEY: 0x73,
  AGENT_REQ: 0xa0,
  AGENT_ANSREQ: 0xa1,
  AGENT_PACKET: 0xa2,
  AGENT_PROXYREQ: 0xa3,
  /** IPMsg's member master; FeiQ asks for remote assistance with the same number: the version field tells which. */
  DIR_POLL: 0xb0,
  DIR_POLLAGENT: 0xb1,
  DIR_BROADCAST: 0xb2,
  DIR_ANSBROAD: 0xb3,
  DIR_PACKET: 0xb4,
  DIR_REQUEST: 0xb5,
  DIR_AGENTPACKET: 0xb6,
  DIR_EVBROAD: 0xb7,
  DIR_AGENTREJECT: 0xb8,

  FEIQ_GROUP_MESSAGE: 0x23,
  FEIQ_OPEN: 0x77,
  FEIQ_OPEN_ANSWER: 0x78,
  FEIQ_TYPING: 0x79,
  /** Typing ended; also the answer to 0xD3. */
  FEIQ_TYPING_END: 0x7a,
  FEIQ_REMOTE_ASSISTANCE: 0xb0,
  FEIQ_IMAGE: 0xc0,
  FEIQ_IMAGE_ACK: 0xc1,
  FEIQ_GROUP_INVITE: 0xc5,
  FEIQ_GROUP_QUERY: 0xc6,
  FEIQ_GROUP_ANNOUNCE: 0xc9,
  FEIQ_GROUP_PRESENT: 0xca,
  FEIQ_GROUP_ACCEPT: 0xcb,
  FEIQ_SHAKE: 0xd1,
  FEIQ_SHAKE_ACK: 0xd2,
  /** Every 30 s while a chat is open. */
  FEIQ_CHAT_ALIVE: 0xd3,
  FEIQ_DEVICE_QUERY: 0xd8,
  FEIQ_DEVICE_ANSWER: 0xd9,

  IPTUX_MESSAGE: 0xfb,
  IPTUX_SIGNATURE: 0xfc,
  /** TCP: the header, then a raw picture until the end of the stream. */
  IPTUX_PICTURE: 0xfd,
  IPTUX_ICON: 0xfe,
  IPTUX_ASK_SHARED: 0xff,
} as const

/** One bit may mean different things by command: 0x100 is "absent" in a hello and "please acknowledge" in a message. */
export const OPT = {
  ABSENCE: 0x100,
  SENDCHECK: 0x100,
  SERVER: 0x200,
  SECRET: 0x200,
  BROADCAST: 0x400,
  MULTICAST: 0x800,
  ENCFILE: 0x800,
  NOPOPUP: 0x1000,
  AUTORET: 0x2000,
  RETRY: 0x4000,
  PASSWORD: 0x8000,
  DIALUP: 0x10000,
  NOLOG: 0x20000,
  CAPFILEENC: 0x40000,
  NOADDLIST: 0x80000,
  READCHECK: 0x100000,
  SECRETEX: 0x100200,
  FILEATTACH: 0x200000,
  ENCRYPT: 0x400000,
  UTF8: 0x800000,
  CAPUTF8: 0x1000000,
  CAPIPDICT: 0x2000000,
  ENCEXTMSG: 0x4000000,
  CLIPBOARD: 0x8000000,
  DIR_MASTER: 0x10000000,
  /** iptux: a password is asked for the shared files. */
  IPTUX_PASSWORD: 0x40000000,
  /** iptux: the list in this message is of shared files. */
  IPTUX_SHARED: 0x80000000,
} as const

/** What is remembered of a peer's hello: its status and capabilities. */
export const ALLSTAT =
  OPT.ABSENCE |
  OPT.SERVER |
  OPT.DIALUP |
  OPT.CAPFILEENC |
  OPT.FILEATTACH |
  OPT.ENCRYPT |
  OPT.CAPUTF8 |
  OPT.CAPIPDICT |
  OPT.ENCEXTMSG |
  OPT.CLIPBOARD |
  OPT.DIR_MASTER

/** Unsigned, because iptux uses the 32nd bit. */
export const commandWord = (command: number, flags: number): number => ((flags & ~0xff) | (command & 0xff)) >>> 0

/** Bits compare unsigned: `packet.flags & OPT.IPTUX_SHARED` alone is negative. */
export const hasFlag = (flags: number, option: number): boolean => (flags & option) >>> 0 === option >>> 0
