metadata description = 'Mail by Azure Communication Services. The app speaks SMTP to it, as it would to any mail server.'

param name string
param tags { *: string }

@description('Where mail data rest, such as Europe or United States.')
param dataLocation string

@description('A domain of yours; empty for one that Azure gives, which may send a few mails an hour only.')
param domainName string

@description('Whether the domain was verified by its DNS records. Before that it cannot send.')
param isDomainVerified bool

@description('The client id of the Entra application that logs in to SMTP.')
param clientId string

@description('The object id of that application\'s service principal.')
param principalId string

param workspaceId string

var isManaged = empty(domainName)

resource email 'Microsoft.Communication/emailServices@2026-03-18' = {
  name: 'email-${name}'
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }

  resource domain 'domains' = {
    name: isManaged ? 'AzureManagedDomain' : domainName
    location: 'global'
    tags: tags
    properties: {
      domainManagement: isManaged ? 'AzureManaged' : 'CustomerManaged'
      userEngagementTracking: 'Disabled'
    }
  }
}

resource communication 'Microsoft.Communication/communicationServices@2026-03-18' = {
  name: 'acs-${name}'
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    disableLocalAuth: true
    linkedDomains: isManaged || isDomainVerified ? [email::domain.id] : []
  }

  resource login 'smtpUsernames' = {
    name: 'dropship'
    properties: {
      entraApplicationId: clientId
      tenantId: tenant().tenantId
      username: 'dropship-${name}'
    }
  }
}

var communicationAndEmailServiceOwner = '09976791-48a7-449e-bb21-39d1a415f350'

resource sender 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(communication.id, principalId, communicationAndEmailServiceOwner)
  scope: communication
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', communicationAndEmailServiceOwner)
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'all'
  scope: communication
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
    metrics: [{ category: 'Traffic', enabled: true }]
  }
}

output userName string = communication::login.properties.username
output from string = 'Dropship <DoNotReply@${email::domain.properties.mailFromSenderDomain}>'
