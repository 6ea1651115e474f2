metadata description = 'One page with what the app does: orders taken in, calls to the platforms, steps, failures, queues.'

param location string
param tags { *: string }
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'dropship-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Dropship'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: loadTextContent('../workbook.json')
  }
}
