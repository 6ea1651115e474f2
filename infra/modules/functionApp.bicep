metadata description = 'The plan and the app, with the settings that local.settings.sample.json shows.'

param planName string
param name string
param location string
param tags { *: string }

@description('Memory of one instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMb int

@description('The most instances. What may be asked of 1688 in a second is the limit long before.')
param maximumInstances int

@description('Instances that are always there, as {name, instanceCount}; none for a small shop.')
param alwaysReady { name: string, instanceCount: int }[]

@description('The subnet that the app goes out through; empty for none.')
param subnetId string

param identityId string
param identityClientId string

@description('Endpoints of the account with the app\'s tables, queues and package.')
param blobEndpoint string
param queueEndpoint string
param tableEndpoint string

@description('The container of the package.')
param packageContainer string

@description('The name of the account of the task hub.')
param hubAccountName string

@description('The host of the Service Bus namespace.')
param serviceBusHost string

@description('The name and the address of the vault.')
param vaultName string
param vaultUri string

param insightsConnection string

@description('The address under which the app is reached from outside.')
param publicAddress string

@description('Who approves, as id,name,mail,language for each.')
param approvers string[]

@description('The ids of the keys of approval links. The first signs, all are good.')
param signingKeys string[]

@description('Yuan for one unit of a currency, as USD=7.10 for each.')
param exchangeRates string[]

@description('The day of the rates, such as 2026-01-31.')
param ratesAsOf string

param mailHost string
param mailFrom string
param mailUserName string

@description('Further settings by their names in local.settings.sample.json; each goes before what is set here.')
param settings { *: string }

param workspaceId string

var connections = [
  { name: 'AzureWebJobsStorage__blobServiceUri', value: blobEndpoint }
  { name: 'AzureWebJobsStorage__queueServiceUri', value: queueEndpoint }
  { name: 'AzureWebJobsStorage__tableServiceUri', value: tableEndpoint }
  { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
  { name: 'AzureWebJobsStorage__clientId', value: identityClientId }
  { name: 'TaskHubStorage__accountName', value: hubAccountName }
  { name: 'TaskHubStorage__credential', value: 'managedidentity' }
  { name: 'TaskHubStorage__clientId', value: identityClientId }
  { name: 'ServiceBusConnection__fullyQualifiedNamespace', value: serviceBusHost }
  { name: 'ServiceBusConnection__credential', value: 'managedidentity' }
  { name: 'ServiceBusConnection__clientId', value: identityClientId }
  { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insightsConnection }
  { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'ClientId=${identityClientId};Authorization=AAD' }
]

var basics = [
  { name: 'AzureWebJobsDisableHomepage', value: 'true' }
  { name: 'TaskHubName', value: 'DropshipHub' }
  { name: 'PullSchedule', value: '0 * * * * *' }
  { name: 'SweepSchedule', value: '30 * * * * *' }
  { name: 'ApproverMailSchedule', value: '0 * * * * *' }
  { name: 'ReviveSchedule', value: '0 */10 * * * *' }
  { name: 'ReconcileSchedule', value: '0 20 */6 * * *' }
  { name: 'HeartbeatSchedule', value: '0 */5 * * * *' }
  { name: 'RetentionSchedule', value: '0 40 3 * * *' }
  { name: 'Dropship__PublicAddress', value: publicAddress }
  { name: 'Dropship__Secrets__KeyVault', value: vaultUri }
  { name: 'Dropship__Secrets__ManagedIdentityClientId', value: identityClientId }
  { name: 'Dropship__Mail__Host', value: mailHost }
  { name: 'Dropship__Mail__Port', value: '587' }
  { name: 'Dropship__Mail__Security', value: 'StartTls' }
  { name: 'Dropship__Mail__From', value: mailFrom }
]

var mailLogin = empty(mailUserName)
  ? []
  : [
      { name: 'Dropship__Mail__UserName', value: mailUserName }
      {
        name: 'Dropship__Mail__Password'
        value: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=mail-password)'
      }
    ]

var approverSettings = [
  for (approver, index) in approvers: [
    { name: 'Dropship__Approvers__${index}__Id', value: trim(split(approver, ',')[0]) }
    { name: 'Dropship__Approvers__${index}__Name', value: trim(split(approver, ',')[1]) }
    { name: 'Dropship__Approvers__${index}__Email', value: trim(split(approver, ',')[2]) }
    { name: 'Dropship__Approvers__${index}__Language', value: trim(split(approver, ',')[3]) }
  ]
]

var signingSettings = [
  for (key, index) in signingKeys: [
    { name: 'Dropship__SigningKeys__${index}__Id', value: trim(key) }
    {
      name: 'Dropship__SigningKeys__${index}__Secret'
      value: '@Microsoft.KeyVault(VaultName=${vaultName};SecretName=approval-signing-key-${trim(key)})'
    }
  ]
]

var rateSettings = [
  for rate in exchangeRates: {
    name: 'Dropship__YuanPerUnit__${trim(split(rate, '=')[0])}'
    value: trim(split(rate, '=')[1])
  }
]

var rateDay = empty(ratesAsOf) ? [] : [{ name: 'Dropship__RatesAsOf', value: ratesAsOf }]

var ownSettings = concat(connections, basics, mailLogin, flatten(approverSettings), flatten(signingSettings), rateSettings, rateDay)
var allSettings = union(toObject(ownSettings, setting => setting.name, setting => setting.value), settings)

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      appSettings: map(items(allSettings), setting => { name: setting.key, value: setting.value })
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${blobEndpoint}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMb
        maximumInstanceCount: maximumInstances
        alwaysReady: alwaysReady
      }
    }
  }

  // Packages are deployed with Entra logins, never with a publishing password.
  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'metrics'
  scope: app
  properties: {
    workspaceId: workspaceId
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = app.id
output name string = app.name
output host string = app.properties.defaultHostName
