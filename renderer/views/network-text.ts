import type { TFunction } from 'i18next'
import type { Network } from '../../shared/model/state.ts'

/** What is wrong with the network, in words; empty while nothing is. */
export function networkText(network: Network, t: TFunction): string {
  switch (network.state) {
    case 'online':
      return ''
    case 'starting':
      return t('banner.starting')
    case 'no-interface':
      return network.denied === true ? t('adapters.all_off') : t('banner.no-interface')
    case 'failed':
      if (network.holder === 'reserved') return t('port.reserved', { port: network.port })
      if (network.holder !== undefined) return t('port.held', { port: network.port, program: network.holder.program })
      return t(`banner.${network.reason}`, { address: network.address, port: network.port, detail: network.detail })
  }
}
