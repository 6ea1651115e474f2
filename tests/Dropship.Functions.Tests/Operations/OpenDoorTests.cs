using System.Net;
using System.Text;
using Dropship.Core.Purchasing;
using Dropship.Functions.Tests.Support;
using NSubstitute;

namespace Dropship.Functions.Tests.Operations;

/// <summary>What is open to everybody reads a body up to its limit only, over real HTTP.</summary>
public sealed class OpenDoorTests(HubFixture azurite) : IClassFixture<HubFixture>
{
    [Theory]
    [InlineData("api/webhooks/stores/nobody", 2 * 1024 * 1024, HttpStatusCode.Unauthorized)]
    [InlineData("api/webhooks/1688/nobody", 2 * 1024 * 1024, HttpStatusCode.Unauthorized)]
    [InlineData("api/approvals/nothing/nothing", 64 * 1024, HttpStatusCode.NotFound)]
    public async Task A_body_is_taken_up_to_its_limit_and_refused_beyond_it_whether_or_not_its_length_is_told(string path, int limit, HttpStatusCode taken)
    {
        await using var app = await WholeApp.StartAsync(azurite.ConnectionString);

        foreach (var isChunked in (bool[])[false, true])
        {
            Assert.Equal(taken, await PostAsync(app, path, limit, isChunked));
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(app, path, limit + 1, isChunked));
        }
    }

    [Fact]
    public async Task The_fields_of_a_pushed_message_arrive_as_they_were_sent_and_a_message_that_is_not_genuine_is_answered_401()
    {
        await using var app = await WholeApp.StartAsync(azurite.ConnectionString);
        await app.Get<IBuyerAccounts>().SaveAsync(Facts.Buyer, CancellationToken.None);
        var sent = new Dictionary<string, string>(StringComparer.Ordinal) { ["message"] = """{"data":{"note":"杭州 + 1 & 2"}}""", ["_aop_signature"] = "AB" };
        app.Get<ISupplierMarket>().ReadPushAsync(default!, default!, default).ReturnsForAnyArgs(call =>
            new SupplierPush { IsGenuine = call.ArgAt<IReadOnlyDictionary<string, string>>(1).OrderBy(field => field.Key).SequenceEqual(sent.OrderBy(field => field.Key)) });

        Assert.Equal(HttpStatusCode.OK, await PushAsync(app, sent));
        Assert.Equal(HttpStatusCode.Unauthorized, await PushAsync(app, new Dictionary<string, string>(sent, StringComparer.Ordinal) { ["message"] = "{}" }));
    }

    private static async Task<HttpStatusCode> PushAsync(WholeApp app, IReadOnlyDictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"api/webhooks/1688/{Facts.Buyer.Id}", UriKind.Relative)) { Content = new FormUrlEncodedContent(form) };
        using var answer = await app.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> PostAsync(WholeApp app, string path, int length, bool isChunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent("message=".PadRight(length, 'x'), Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        request.Headers.TransferEncodingChunked = isChunked;
        using var answer = await app.SendAsync(request);
        return answer.StatusCode;
    }
}
