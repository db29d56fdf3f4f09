import { useEffect } from 'react'
import type { FileHit } from '../../../shared/api/search-contract.ts'
import type { Transfer } from '../../../shared/model/transfer.ts'
import { useTransfer, wantTransfers } from '../../state/transfers.ts'

/** Where the file that was found is; it is asked for when nobody knows yet. */
export function useHitTransfer({ message, attachment }: FileHit): Transfer | undefined {
  const transfer = useTransfer(message, attachment.index)
  const unknown = transfer === undefined && attachment.kind !== 'other'
  useEffect(() => {
    if (unknown) wantTransfers({ id: message, attachments: [attachment] })
  }, [unknown, message, attachment])
  return transfer
}
