metadata description = 'The namespace with the queue of purchase orders. The queue equals functions/Dropship.Functions/servicebus.config.json.'

param name string
param location string
param tags { *: string }

@description('Who sends, receives and counts.')
param principalId string

param workspaceId string

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  // Standard is the least that has sessions and duplicate detection.
  sku: { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
  }

  // Sessions and duplicate detection cannot be changed once the queue is there.
  resource purchaseOrders 'queues' = {
    name: 'purchase-orders'
    properties: {
      deadLetteringOnMessageExpiration: true
      defaultMessageTimeToLive: 'P14D'
      duplicateDetectionHistoryTimeWindow: 'PT10M'
      lockDuration: 'PT1M'
      maxDeliveryCount: 10
      requiresDuplicateDetection: true
      requiresSession: true
    }
  }
}

// Sends, receives, and counts what waits: without the count the app is scaled by the age of the first message alone.
var serviceBusDataOwner = '090c5cfd-751d-490a-894a-3ce6f1109419'

resource owner 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace::purchaseOrders.id, principalId, serviceBusDataOwner)
  scope: namespace::purchaseOrders
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', serviceBusDataOwner)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'all'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = namespace.id
output host string = '${namespace.name}.servicebus.windows.net'
