metadata description = 'What tells a person of trouble that the app cannot tell of itself. What an order waits for the app mails (docs/runbook.md).'

param location string
param tags { *: string }

@description('Who is told, by mail.')
param recipients string[]

@description('The address of docs/runbook.md; each alert links into it.')
param runbook string

param workspaceId string
param serviceBusId string

@description('The storage accounts: the app\'s and the task hub\'s.')
param storageIds string[]

param vaultId string

@description('So many purchase orders in the queue for half an hour are too many.')
param purchaseOrdersWaiting int

resource recipientGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-dropship'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'dropship'
    enabled: true
    emailReceivers: [
      for recipient in recipients: {
        name: trim(recipient)
        emailAddress: trim(recipient)
        useCommonAlertSchema: true
      }
    ]
  }
}

// What the app measures of its promises, and what its host writes. Each query gives one number. Log messages are asked for by the
// names of the Log classes' methods: the host, through which they come, keeps the name and not the number.
var logRules = concat(loadJsonContent('../alerts.json'), [
  {
    name: 'app-standing-still'
    says: 'No store was read in the last 15 minutes: the app does not run, or its timers stand still.'
    severity: 0
    query: 'AppTraces | where tostring(Properties.EventName) == "StorePulled" | summarize Found = count()'
    operator: 'LessThan'
    threshold: 1
    minutes: 15
    anchor: 'app-standing-still'
  }
  {
    name: 'mail-not-sent'
    says: 'Alerts could not be mailed: people do not learn what waits for them.'
    severity: 1
    query: 'AppTraces | where tostring(Properties.EventName) == "AlertUnsent" | summarize Found = count()'
    operator: 'GreaterThan'
    threshold: 2
    minutes: 15
    anchor: 'mail-not-sent'
  }
  {
    name: 'tokens-not-saved'
    says: 'Renewed tokens could not be saved; a restart of the app falls back to old ones, and the account must then be authorised again.'
    severity: 1
    query: 'union AppTraces, AppExceptions | where tostring(Properties.EventName) == "TokenNotSaved" | summarize Found = count()'
    operator: 'GreaterThan'
    threshold: 0
    minutes: 5
    anchor: 'tokens-not-saved'
  }
  {
    name: 'unreadable-replies'
    says: 'A platform answers in a shape that cannot be read: it may have changed its interface.'
    severity: 2
    query: 'AppTraces | where tostring(Properties.EventName) == "ReplyUnreadable" | summarize Found = count()'
    operator: 'GreaterThan'
    threshold: 5
    minutes: 15
    anchor: 'unreadable-replies'
  }
  {
    name: 'failing-functions'
    says: 'Functions fail again and again.'
    severity: 2
    query: 'AppRequests | where Success == false | summarize Found = count()'
    operator: 'GreaterThan'
    threshold: 20
    minutes: 15
    anchor: 'failing-functions'
  }
  {
    name: 'poison-messages'
    says: 'A message failed each time and was put aside. The app mails about it too.'
    severity: 3
    query: 'StorageQueueLogs | where OperationName == "PutMessage" and Uri contains "-poison/" | summarize Found = count()'
    operator: 'GreaterThan'
    threshold: 0
    minutes: 15
    anchor: 'message-failed'
  }
])

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in logRules: {
    name: 'log-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.name
      description: '${rule.says} ${runbook}#${rule.anchor}'
      severity: rule.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: rule.minutes > 60 ? 'PT1H' : 'PT5M'
      windowSize: 'PT${rule.minutes}M'
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: 'Total'
            metricMeasureColumn: 'Found'
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: {
        actionGroups: [recipientGroup.id]
        customProperties: { runbook: '${runbook}#${rule.anchor}' }
      }
    }
  }
]

var metricRules = [
  {
    name: 'dead-letters'
    says: 'Purchase orders stay in the dead-letter queue: the app does not take them out.'
    severity: 1
    scopes: [serviceBusId]
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'DeadletteredMessages'
    aggregation: 'Minimum'
    operator: 'GreaterThan'
    threshold: 0
    minutes: 30
    anchor: 'dead-letters'
  }
  {
    name: 'purchase-orders-waiting'
    says: 'Purchase orders pile up before they are placed.'
    severity: 2
    scopes: [serviceBusId]
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'ActiveMessages'
    aggregation: 'Minimum'
    operator: 'GreaterThan'
    threshold: purchaseOrdersWaiting
    minutes: 30
    anchor: 'purchase-orders-waiting'
  }
  {
    name: 'vault-unavailable'
    says: 'The vault does not answer; accounts whose credentials are not in memory cannot be used.'
    severity: 1
    scopes: [vaultId]
    namespace: 'Microsoft.KeyVault/vaults'
    metric: 'Availability'
    aggregation: 'Average'
    operator: 'LessThan'
    threshold: 95
    minutes: 15
    anchor: 'vault-unavailable'
  }
]

resource metricAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for rule in metricRules: {
    name: 'metric-${rule.name}'
    location: 'global'
    tags: tags
    properties: {
      description: '${rule.says} ${runbook}#${rule.anchor}'
      severity: rule.severity
      enabled: true
      scopes: rule.scopes
      evaluationFrequency: 'PT5M'
      windowSize: 'PT${rule.minutes}M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: rule.name
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: rule.namespace
            metricName: rule.metric
            timeAggregation: rule.aggregation
            operator: rule.operator
            threshold: rule.threshold
          }
        ]
      }
      actions: [{ actionGroupId: recipientGroup.id, webHookProperties: { runbook: '${runbook}#${rule.anchor}' } }]
    }
  }
]

// One for each account: a metric alert of storage takes one account only.
resource storageAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for (storageId, index) in storageIds: {
    name: 'metric-storage-unavailable-${index}'
    location: 'global'
    tags: tags
    properties: {
      description: 'A storage account fails or turns requests away. ${runbook}#storage-unavailable'
      severity: 1
      enabled: true
      scopes: [storageId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: 'availability'
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: 'Microsoft.Storage/storageAccounts'
            metricName: 'Availability'
            timeAggregation: 'Average'
            operator: 'LessThan'
            threshold: 99
          }
        ]
      }
      actions: [{ actionGroupId: recipientGroup.id, webHookProperties: { runbook: '${runbook}#storage-unavailable' } }]
    }
  }
]
