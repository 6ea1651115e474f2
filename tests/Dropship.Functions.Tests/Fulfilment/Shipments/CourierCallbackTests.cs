using System.Security.Cryptography;
using System.Text;
using Dropship.Functions.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Dropship.Functions.Tests.Fulfilment.Shipments;

/// <summary>The signature alone opens the address of the tracking services.</summary>
public sealed class CourierCallbackTests
{
    private const string Salt = "made-up-salt";
    private const string Param =
        """{"status":"polling","message":"","lastResult":{"message":"ok","nu":"73123456789012","com":"zhongtong","state":"0","status":"200","data":[]}}""";

    [Fact]
    public async Task A_genuine_callback_gets_the_answer_that_its_service_wants()
    {
        var answer = Assert.IsType<ContentResult>(await CallAsync("k1", Sign(Param + Salt), Param));

        Assert.Equal("""{"result":true,"returnCode":"200","message":"成功"}""", answer.Content);
        Assert.StartsWith("application/json", answer.ContentType, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("k1", "another-salt", 401)]
    [InlineData("nobody", Salt, 401)]
    public async Task A_forged_callback_and_one_of_nobody_are_refused(string id, string salt, int status)
    {
        var answer = await CallAsync(id, Sign(Param + salt), Param);

        Assert.Equal(status, Assert.IsAssignableFrom<IStatusCodeActionResult>(answer).StatusCode);
    }

    private static async Task<IActionResult> CallAsync(string id, string sign, string param)
    {
        await using var bench = new ApiBench(
            ("Dropship:Couriers:0:Id", "k1"),
            ("Dropship:Couriers:0:Kind", "Kuaidi100"),
            ("Dropship:Couriers:0:Key", "key"),
            ("Dropship:Couriers:0:Customer", "customer"),
            ("Dropship:Couriers:0:Secret", Salt)
        );
        var context = new DefaultHttpContext();
        context.Request.Path = $"/api/webhooks/couriers/{id}";
        context.Request.ContentType = "application/x-www-form-urlencoded";
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes($"sign={sign}&param={Uri.EscapeDataString(param)}"));
        return await bench.CallAsync("CourierCallback", context.Request, id);
    }

#pragma warning disable CA5351 // The service signs with MD5.
    private static string Sign(string text) => Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351
}
