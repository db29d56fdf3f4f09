/** A two-way stream of JSON values: Electron IPC, a WebSocket, a local socket, or an in-memory pair in tests. */
export interface Channel {
  post(message: unknown): void
  /** One listener; messages that arrive before it is set are kept. */
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}
