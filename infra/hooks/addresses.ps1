# Says under which addresses the outside reaches the app. azd gives the outputs of main.bicep as environment variables.
$ErrorActionPreference = 'Stop'
if (-not $env:DROPSHIP_PUBLIC_ADDRESS) { throw "Run this as a hook of azd, after 'azd provision'." }
$address = $env:DROPSHIP_PUBLIC_ADDRESS.TrimEnd('/')

@"

Dropship.Functions is deployed.

  Store webhooks       $address/api/webhooks/stores/<store account>
  1688 messages        $address/api/webhooks/1688/<purchasing account>
  Approval links       $address/api/approvals/...   (they are mailed; nothing to set up)

The function key, and the master key that sets up accounts:
  az functionapp keys list --resource-group $($env:AZURE_RESOURCE_GROUP) --name $($env:DROPSHIP_APP_NAME)

Links to the order list, one for each approver:
  curl -X POST $address/api/order-list -H "x-functions-key: <function key>" -d '{}'
"@
