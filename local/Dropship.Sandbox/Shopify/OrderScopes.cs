using System.Text.Json.Nodes;
using Dropship.Sandbox.GraphQL;

namespace Dropship.Sandbox.Shopify;

/// <summary>What the token may do.</summary>
internal sealed class OrderScopes(IReadOnlyCollection<string> granted)
{
    private static readonly string[] s_kinds = ["merchant_managed", "assigned", "third_party"];

    public IReadOnlyCollection<string> Granted { get; } = granted;

    /// <exception cref="GraphFieldException">The scope is not granted.</exception>
    public void Require(string field, string scope)
    {
        if (!Granted.Contains(scope))
        {
            throw Denied(field, $"`{scope}` access scope.");
        }
    }

    /// <exception cref="GraphFieldException">None of the three scopes that would do is granted.</exception>
    public void RequireFulfillmentOrders(string field, bool write)
    {
        var verb = write ? "write" : "read";
        var any = s_kinds.Select(kind => $"{verb}_{kind}_fulfillment_orders").ToList();
        if (!any.Exists(Granted.Contains))
        {
            throw Denied(field, $"One of the following access scopes: {string.Join(", ", any.Select(scope => $"`{scope}`"))}.");
        }
    }

    private static GraphFieldException Denied(string field, string required) =>
        new(
            $"Access denied for {field} field. Required access: {required}",
            new JsonObject
            {
                ["code"] = "ACCESS_DENIED",
                ["documentation"] = "https://shopify.dev/api/usage/access-scopes",
                ["requiredAccess"] = required,
            }
        );
}
