using System.Text.Json;
using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Dropship.Functions.Operations;

/// <summary>Sets forwarders up.</summary>
public sealed class ForwarderAccountFunctions(IForwarderAccounts accounts, IForwarders forwarders, ForwarderSetup setup)
{
    [Function("ReadForwarderAccount")]
    public async Task<IActionResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/accounts/forwarders/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    )
    {
        if (new QueryCheck(request).Problems is { Count: > 0 } problems)
        {
            return Problems.Bad(problems);
        }

        return await accounts.FindValidAsync(accountId, cancellationToken) is { } account ? Json.Ok(account) : Missing.Forwarder(accountId);
    }

    [Function("SaveForwarderAccount")]
    public Task<IActionResult> SaveAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "put", Route = "api/accounts/forwarders/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    ) =>
        Json.TakeAsync<ForwarderAccountInput>(
            request,
            input => input.Check(accountId, forwarders.Kinds),
            async input =>
            {
                var credentials = input.Credentials is { ValueKind: JsonValueKind.Object } given ? given.GetRawText() : null;
                var answer = await setup.SaveAsync(input.ToAccount(accountId), credentials, cancellationToken);
                return answer.Problem is { } problem
                    ? Problems.Outside(problem, "Nothing is saved; the forwarder stays as it was.")
                    : Json.Ok(new { verified = true });
            },
            cancellationToken
        );

    [Function("DeleteForwarderAccount")]
    public async Task<IActionResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Admin, "delete", Route = "api/accounts/forwarders/{accountId}")] HttpRequest request,
        string accountId,
        CancellationToken cancellationToken
    )
    {
        if (await Json.RefuseBodyAsync(request, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (await accounts.FindValidAsync(accountId, cancellationToken) is not { } account)
        {
            return Missing.Forwarder(accountId);
        }

        return await setup.DeleteAsync(account, cancellationToken) is { } why
            ? Problems.Conflict(why)
            : Json.Ok(new { deleted = accountId });
    }
}
