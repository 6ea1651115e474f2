metadata description = 'The vault of all secrets: credentials of stores and customers, which the app writes itself, and what its settings refer to.'

param name string
param location string
param tags { *: string }

@description('Whether it is reached from the internet, with an identity. False: from the network only.')
param isPublic bool

@description('Who reads and writes secrets.')
param principalId string

param workspaceId string

@secure()
@description('The password of the mail server; no secret is made when empty.')
param mailPassword string

@secure()
@description('Random text, of which the first key of the approval links is made.')
param randomness string

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: isPublic ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: isPublic ? 'Allow' : 'Deny'
    }
  }
}

// Made once. A later deployment leaves it, so that links that are under way stay good; it is changed by hand (README.md, rotation).
@onlyIfNotExists()
resource approvalSigningKey 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'approval-signing-key-1'
  properties: { value: base64(randomness) }
}

resource mail 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = if (!empty(mailPassword)) {
  parent: vault
  name: 'mail-password'
  properties: { value: mailPassword }
}

// The app writes credentials of accounts and the tokens that platforms renew, so reading is not enough.
var keyVaultSecretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'

resource officer 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, keyVaultSecretsOfficer)
  scope: vault
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsOfficer)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'all'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'audit', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
