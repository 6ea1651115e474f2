// Everything that the function app needs in Azure, for `azd up`. README.md says what to give and what it costs.
targetScope = 'subscription'

@minLength(1)
@maxLength(40)
@description('The name of the installation, such as prod.')
param environmentName string

@minLength(1)
param location string

@description('How much is sold: up to about 100, 10,000 or 1,000,000 orders a month.')
@allowed(['small', 'medium', 'large'])
param size string = 'small'

@description('Whether storage and vault are closed to the internet and reached through a network of their own.')
param isolated bool = size != 'small'

@description('Who approves payments: id,name,mail,language (en or zh-CN), several with a semicolon between them.')
param approvers string

@description('The ids of the keys of approval links, with commas between them. The first signs; the others are still good.')
param signingKeys string = '1'

@description('Fixed yuan for one unit of a currency, such as USD=7.10;EUR=7.80; empty to have the rates fetched.')
param exchangeRates string = ''

@description('The day of the fixed exchange rates, such as 2026-01-31; empty without any.')
param ratesAsOf string = ''

@description('The address that people and platforms use, such as https://orders.example.com/; empty for the one that Azure gives.')
param publicAddress string = ''

@description('A mail server of yours that speaks STARTTLS on port 587; empty for Azure Communication Services.')
param mailServer string = ''

@description('With a mail server of yours: the sender, such as Dropship <dropship@example.com>.')
param mailFrom string = ''

@description('With a mail server of yours: the login name; empty for none.')
param mailUserName string = ''

@secure()
@description('The password of the mail login: of your server, or the secret of the Entra application.')
param mailPassword string = ''

@description('With Azure Communication Services: a domain of yours; empty for one that Azure gives, for trying out.')
param mailDomain string = ''

@description('Whether the DNS records of that domain are set and verified.')
param isMailDomainVerified bool = false

@description('With Azure Communication Services: the client id of the Entra application that logs in.')
param mailClientId string = ''

@description('With Azure Communication Services: the object id of its service principal.')
param mailPrincipalId string = ''

@description('Where mail data rest.')
param mailDataLocation string = 'Europe'

@description('Who is told of trouble with the app itself, by mail, with commas between them.')
param alertRecipients string

@description('The address of docs/runbook.md in your repository; alerts link into it.')
param runbook string = 'docs/runbook.md'

@description('Further settings by their names in local.settings.sample.json, such as the guards of outgoing money.')
param settings { *: string } = {}

@secure()
@description('Leave it out. Random text, of which the first key of the approval links is made.')
param randomness string = '${newGuid()}${newGuid()}'

var sizes = {
  small: {
    instanceMemoryMb: 2048
    maximumInstances: 40
    alwaysReady: []
    redundancy: 'Standard_LRS'
    retentionDays: 30
    dailyCapGb: 1
    purchaseOrdersWaiting: 20
  }
  medium: {
    instanceMemoryMb: 2048
    maximumInstances: 40
    alwaysReady: [{ name: 'durable', instanceCount: 1 }]
    redundancy: 'Standard_ZRS'
    retentionDays: 60
    dailyCapGb: 5
    purchaseOrdersWaiting: 200
  }
  large: {
    instanceMemoryMb: 4096
    maximumInstances: 100
    alwaysReady: [{ name: 'durable', instanceCount: 2 }, { name: 'http', instanceCount: 1 }]
    redundancy: 'Standard_ZRS'
    retentionDays: 90
    dailyCapGb: 50
    purchaseOrdersWaiting: 5000
  }
}

var sized = sizes[size]
var token = toLower(uniqueString(subscription().id, environmentName, location))
var tags = { 'azd-env-name': environmentName, application: 'dropship-functions' }
var appName = 'func-dropship-${token}'
var packageContainer = 'packages'
var address = empty(publicAddress) ? 'https://${appName}.azurewebsites.net/' : publicAddress
var sendsByAzure = empty(mailServer)

var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
var storageQueueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
var storageTableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: 'id-dropship-${token}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: 'log-${token}'
    insightsName: 'appi-${token}'
    location: location
    tags: tags
    retentionDays: sized.retentionDays
    dailyCapGb: sized.dailyCapGb
    principalId: identity.outputs.principalId
  }
}

// The app's tables and queues and the host's own blobs: leases of timers, packages.
module dataStorage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: 'stdata${token}'
    location: location
    tags: tags
    redundancy: sized.redundancy
    containers: [packageContainer]
    isPublic: !isolated
    principalId: identity.outputs.principalId
    roles: [storageBlobDataOwner, storageQueueDataContributor, storageTableDataContributor]
    workspaceId: monitoring.outputs.workspaceId
  }
}

// The task hub's own: its polling must not use up what the app's tables may do in a second.
module hubStorage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: 'sthub${token}'
    location: location
    tags: tags
    redundancy: sized.redundancy
    containers: []
    isPublic: !isolated
    principalId: identity.outputs.principalId
    roles: [storageBlobDataContributor, storageQueueDataContributor, storageTableDataContributor]
    workspaceId: monitoring.outputs.workspaceId
  }
}

module serviceBus 'modules/serviceBus.bicep' = {
  scope: group
  params: {
    name: 'sb-dropship-${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module keyVault 'modules/keyVault.bicep' = {
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    isPublic: !isolated
    principalId: identity.outputs.principalId
    workspaceId: monitoring.outputs.workspaceId
    mailPassword: mailPassword
    randomness: randomness
  }
}

module mail 'modules/mail.bicep' = if (sendsByAzure) {
  scope: group
  params: {
    name: token
    tags: tags
    dataLocation: mailDataLocation
    domainName: mailDomain
    isDomainVerified: isMailDomainVerified
    clientId: mailClientId
    principalId: mailPrincipalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module network 'modules/network.bicep' = if (isolated) {
  scope: group
  params: {
    name: 'vnet-${token}'
    location: location
    tags: tags
  }
}

var privateParts = [
  { resource: 'data', part: 'blob' }
  { resource: 'data', part: 'queue' }
  { resource: 'data', part: 'table' }
  { resource: 'hub', part: 'blob' }
  { resource: 'hub', part: 'queue' }
  { resource: 'hub', part: 'table' }
  { resource: 'secrets', part: 'vault' }
]

module privateEndpoints 'modules/privateEndpoint.bicep' = [
  for item in privateParts: if (isolated) {
    scope: group
    params: {
      name: 'pe-${item.resource}-${item.part}-${token}'
      location: location
      tags: tags
      subnetId: network!.outputs.endpointSubnetId
      zoneId: network!.outputs.zoneIds[item.part]
      targetId: item.resource == 'data' ? dataStorage.outputs.id : item.resource == 'hub' ? hubStorage.outputs.id : keyVault.outputs.id
      groupId: item.part
    }
  }
]

module functionApp 'modules/functionApp.bicep' = {
  scope: group
  params: {
    planName: 'plan-${token}'
    name: appName
    location: location
    tags: tags
    instanceMemoryMb: sized.instanceMemoryMb
    maximumInstances: sized.maximumInstances
    alwaysReady: sized.alwaysReady
    subnetId: isolated ? network!.outputs.appSubnetId : ''
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    blobEndpoint: dataStorage.outputs.blobEndpoint
    queueEndpoint: dataStorage.outputs.queueEndpoint
    tableEndpoint: dataStorage.outputs.tableEndpoint
    packageContainer: packageContainer
    hubAccountName: hubStorage.outputs.name
    serviceBusHost: serviceBus.outputs.host
    vaultName: keyVault.outputs.name
    vaultUri: keyVault.outputs.uri
    insightsConnection: monitoring.outputs.insightsConnection
    publicAddress: address
    approvers: split(approvers, ';')
    signingKeys: split(signingKeys, ',')
    exchangeRates: empty(exchangeRates) ? [] : split(exchangeRates, ';')
    ratesAsOf: ratesAsOf
    mailHost: sendsByAzure ? 'smtp.azurecomm.net' : mailServer
    mailFrom: sendsByAzure ? mail!.outputs.from : mailFrom
    mailUserName: sendsByAzure ? mail!.outputs.userName : mailUserName
    settings: settings
    workspaceId: monitoring.outputs.workspaceId
  }
  // An isolated app cannot start before it reaches its storage.
  dependsOn: [privateEndpoints]
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    recipients: split(alertRecipients, ',')
    runbook: runbook
    workspaceId: monitoring.outputs.workspaceId
    serviceBusId: serviceBus.outputs.id
    storageIds: [dataStorage.outputs.id, hubStorage.outputs.id]
    vaultId: keyVault.outputs.id
    purchaseOrdersWaiting: sized.purchaseOrdersWaiting
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output DROPSHIP_APP_NAME string = functionApp.outputs.name
output DROPSHIP_PUBLIC_ADDRESS string = address
output DROPSHIP_KEY_VAULT string = keyVault.outputs.uri
