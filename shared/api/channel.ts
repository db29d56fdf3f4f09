/** A two-way stream of JSON values: Electron IPC, a WebSocket, a local socket, or an in-memory pair in tests. */
export interface Channel {
  /** The other side was asked for its feed by opening the channel. */
  readonly isFed?: boolean
  /** Never throws; nothing happens once the channel is closed. */
  post(message: unknown): void
  /** One listener; messages that arrive before it is set are kept. */
  onMessage(listener: (message: unknown) => void): void
  /** Each listener is called once, whichever side closed it; at once when it already is closed. */
  onClose(listener: () => void): void
  close(): void
}
