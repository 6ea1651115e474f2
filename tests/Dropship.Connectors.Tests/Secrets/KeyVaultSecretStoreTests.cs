using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Security.KeyVault.Secrets;
using Dropship.Connectors.Secrets;

namespace Dropship.Connectors.Tests.Secrets;

public sealed class KeyVaultSecretStoreTests
{
    [Fact]
    public async Task What_was_set_is_got_and_what_is_not_there_is_null()
    {
        using var vault = new Vault();
        var store = vault.Store();

        Assert.Null(await store.GetAsync("store-a", CancellationToken.None));
        await store.SetAsync("store-a", "{\"a\":1}", CancellationToken.None);
        Assert.Equal("{\"a\":1}", await store.GetAsync("store-a", CancellationToken.None));
    }

    [Fact]
    public async Task A_name_that_was_deleted_can_be_used_again()
    {
        using var vault = new Vault();
        var store = vault.Store();
        await store.SetAsync("store-a", "old", CancellationToken.None);
        await vault.Client().StartDeleteSecretAsync("store-a");
        Assert.Null(await store.GetAsync("store-a", CancellationToken.None));

        await store.SetAsync("store-a", "new", CancellationToken.None);

        Assert.Equal("new", await store.GetAsync("store-a", CancellationToken.None));
    }

    /// <summary>The vault's REST interface, with its soft delete, below the real client.</summary>
    private sealed class Vault : HttpMessageHandler
    {
        private readonly ConcurrentDictionary<string, string> _secrets = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, string> _deleted = new(StringComparer.Ordinal);

        public KeyVaultSecretStore Store() => new(Client());

        public SecretClient Client()
        {
            var options = new SecretClientOptions
            {
                Transport = new HttpClientTransport(this),
                DisableChallengeResourceVerification = true,
            };
            options.Retry.MaxRetries = 0;
            return new SecretClient(new Uri("https://vault.example.com"), new FixedToken(), options);
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.Authorization is null)
            {
                var challenge = new HttpResponseMessage(HttpStatusCode.Unauthorized);
                challenge.Headers.TryAddWithoutValidation(
                    "WWW-Authenticate",
                    "Bearer authorization=\"https://login.example.com/tenant\", resource=\"https://vault.example.com\""
                );
                return challenge;
            }

            var parts = request.RequestUri!.AbsolutePath.Trim('/').Split('/');
            var name = parts[1];
            switch (request.Method.Method, parts[0])
            {
                case ("GET", "secrets"):
                    return _secrets.TryGetValue(name, out var value) ? Secret(name, value) : Error(HttpStatusCode.NotFound);
                case ("PUT", "secrets"):
                    if (_deleted.ContainsKey(name))
                    {
                        return Error(HttpStatusCode.Conflict);
                    }

                    var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
                    _secrets[name] = body["value"]!.GetValue<string>();
                    return Secret(name, _secrets[name]);
                case ("DELETE", "secrets"):
                    if (!_secrets.TryRemove(name, out var gone))
                    {
                        return Error(HttpStatusCode.NotFound);
                    }

                    _deleted[name] = gone;
                    return Secret(name, gone);
                case ("POST", "deletedsecrets"):
                    _deleted.TryRemove(name, out var back);
                    _secrets[name] = back!;
                    return Secret(name, back!);
                default:
                    throw new InvalidOperationException($"Unexpected call: {request.Method} {request.RequestUri}");
            }
        }

        private static HttpResponseMessage Secret(string name, string value) =>
            Json(
                HttpStatusCode.OK,
                new JsonObject
                {
                    ["id"] = $"https://vault.example.com/secrets/{name}/0123456789abcdef",
                    ["value"] = value,
                    ["attributes"] = new JsonObject { ["enabled"] = true },
                }
            );

        private static HttpResponseMessage Error(HttpStatusCode status) =>
            Json(
                status,
                new JsonObject
                {
                    ["error"] = new JsonObject { ["code"] = status.ToString(), ["message"] = "no" },
                }
            );

        private static HttpResponseMessage Json(HttpStatusCode status, JsonObject body) =>
            new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
    }

    private sealed class FixedToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token", DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
