using System.Net;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace Dropship.AzureSdk.Tests.Storage;

public sealed class BearerTokenTests
{
    [Fact]
    public async Task An_identity_is_shown_to_the_table_service_as_a_token_for_storage()
    {
        using var service = new Recorder();
        var client = new TableClient(
            new Uri("https://acct1.table.core.windows.net"), "orders", new FixedToken(), new TableClientOptions { Transport = new HttpClientTransport(new HttpClient(service)) });

        await client.DeleteEntityAsync("p", "r");

        Assert.Equal("Bearer token for https://storage.azure.com/.default", service.Authorization);
        Assert.Equal("https://acct1.table.core.windows.net/orders(PartitionKey='p',RowKey='r')", service.Address);
    }

    [Fact]
    public async Task An_identity_is_shown_to_the_queue_service_as_a_token_for_storage()
    {
        using var service = new Recorder();
        var client = new QueueClient(
            new Uri("https://acct1.queue.core.windows.net/orders"), new FixedToken(), new QueueClientOptions { Transport = new HttpClientTransport(new HttpClient(service)) });

        await client.DeleteMessageAsync("id", "a+b=");

        Assert.Equal("Bearer token for https://storage.azure.com/.default", service.Authorization);
        Assert.Equal("https://acct1.queue.core.windows.net/orders/messages/id?popreceipt=a%2Bb%3D", service.Address);
        Assert.Equal(("acct1", "orders"), (client.AccountName, client.Name));
    }

    private sealed class FixedToken : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token for " + string.Join(' ', requestContext.Scopes), DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }

    private sealed class Recorder : HttpMessageHandler
    {
        public string? Authorization { get; private set; }

        public string? Address { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Authorization = request.Headers.Authorization?.ToString();
            Address = request.RequestUri?.AbsoluteUri;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent));
        }
    }
}
