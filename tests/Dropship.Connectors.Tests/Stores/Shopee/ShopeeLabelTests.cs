using System.Text;
using Dropship.Connectors.Tests.Stores.Scenarios;
using Dropship.Core;
using Dropship.Core.Ports;

namespace Dropship.Connectors.Tests.Stores.Shopee;

/// <summary>Labels: made by Shopee when they are asked for, and handed out once they are ready.</summary>
public sealed class ShopeeLabelTests
{
    [Fact]
    public async Task The_label_of_an_arranged_package_is_asked_for_once_and_handed_out()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        var (id, package) = await ArrangedAsync(side);

        var label = await LabelAsync(side, id, package);
        var again = await LabelAsync(side, id, package);

        Assert.Equal("application/pdf", label.Value!.ContentType);
        Assert.Contains(package, Encoding.ASCII.GetString(label.Value.Content.Span), StringComparison.Ordinal);
        Assert.Equal(label.Value.Content.ToArray(), again.Value!.Content.ToArray());
        Assert.Equal(1, await side.CallsAsync("create_shipping_document"));
    }

    [Fact]
    public async Task A_label_that_takes_a_while_is_not_ready_yet()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        await side.Bench.PutAsync("shopee/settings", new { labelDelaySeconds = 3600 });
        var (id, package) = await ArrangedAsync(side);

        Assert.Null((await LabelAsync(side, id, package)).Value);
        Assert.Null((await LabelAsync(side, id, package)).Value);
        Assert.Equal(1, await side.CallsAsync("create_shipping_document"));

        await side.Bench.PutAsync("clock", new { speed = 1, advanceSeconds = 3601 });
        Assert.NotNull((await LabelAsync(side, id, package)).Value);
    }

    [Fact]
    public async Task Without_a_number_there_is_no_label_yet()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        await side.Bench.PutAsync("shopee/settings", new { numberDelaySeconds = 3600 });
        var (id, package) = await ArrangedAsync(side);

        Assert.Null((await LabelAsync(side, id, package)).Value);
        Assert.Equal(0, await side.CallsAsync("create_shipping_document"));
    }

    [Fact]
    public async Task The_packages_of_a_split_order_have_a_label_each()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        var id = await side.MakeOrderAsync(lines: 2);
        await side.DoAsync(id, "split");
        Assert.True((await side.TellAsync(id, StoreSide.SupplierNumber)).IsSuccess);
        var packages = (await side.ReadAsync(id)).Fulfilments.Select(fulfilment => fulfilment.FulfilmentId).ToList();

        Assert.Equal(2, packages.Count);
        foreach (var package in packages)
        {
            Assert.NotNull((await LabelAsync(side, id, package)).Value);
        }
    }

    [Fact]
    public async Task A_label_that_Shopee_does_not_make_now_is_refused()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        var (shipped, package) = await ArrangedAsync(side);
        await side.DoAsync(shipped, "pick-up");
        var waiting = await side.MakeOrderAsync();
        var number = (await side.Bench.GetAsync("shopee/state"))["orders"]!
            .AsArray()
            .Single(order => order!["id"]!.GetValue<string>() == waiting)!["packages"]![0]!["number"]!.GetValue<string>();

        Assert.Equal((CallOutcome.Refused, RefusalMeaning.WrongState), Told(await LabelAsync(side, shipped, package)));
        Assert.Equal((CallOutcome.Refused, RefusalMeaning.WrongState), Told(await LabelAsync(side, waiting, number)));
        Assert.Equal((CallOutcome.Refused, RefusalMeaning.NotFound), Told(await LabelAsync(side, waiting, "OFG0")));
        Assert.Equal((CallOutcome.Refused, RefusalMeaning.NotFound), Told(await LabelAsync(side, "260301NOTHERE", "OFG0")));
    }

    [Theory]
    [InlineData("get_shipping_document_parameter", "changed-shape")]
    [InlineData("get_shipping_document_result", "changed-shape")]
    [InlineData("get_shipping_document_result", "garbage")]
    [InlineData("download_shipping_document", "changed-shape")]
    [InlineData("download_shipping_document", "garbage")]
    public async Task A_reply_that_is_no_label_is_unreadable(string operation, string fault)
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        var (id, package) = await ArrangedAsync(side);
        await side.Bench.FaultAsync("shopee", operation, fault);

        var label = await LabelAsync(side, id, package);

        Assert.Equal((CallOutcome.NotSent, ProblemKind.Unreadable), (label.Outcome, label.Problem!.Kind));
        Assert.NotNull((await LabelAsync(side, id, package)).Value);
    }

    [Fact]
    public async Task A_label_whose_order_got_lost_on_its_way_is_asked_for_again()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        var (id, package) = await ArrangedAsync(side);
        await side.Bench.FaultAsync("shopee", "create_shipping_document", "drop-before-work");

        Assert.Equal(CallOutcome.Unknown, (await LabelAsync(side, id, package)).Outcome);
        Assert.NotNull((await LabelAsync(side, id, package)).Value);
    }

    [Fact]
    public async Task A_token_that_ends_before_the_file_is_renewed()
    {
        await using var side = await ShopeeSide.StartShopeeAsync();
        var (id, package) = await ArrangedAsync(side);
        await side.Bench.FaultAsync("shopee", "download_shipping_document", "token-expired");

        Assert.NotNull((await LabelAsync(side, id, package)).Value);
    }

    private static async Task<(string Id, string Package)> ArrangedAsync(ShopeeSide side)
    {
        var id = await side.MakeOrderAsync();
        var told = await side.TellAsync(id, StoreSide.SupplierNumber);
        Assert.True(told.IsSuccess, told.ToString());
        return (id, told.Value.FulfilmentId);
    }

    private static Task<CallResult<ShippingLabel?>> LabelAsync(ShopeeSide side, string id, string package) =>
        ((IPlatformShipping)side.Platform).ReadLabelAsync(side.Account, id, package, CancellationToken.None);

    private static (CallOutcome, RefusalMeaning?) Told(CallResult<ShippingLabel?> label) => (label.Outcome, label.Problem?.Meaning);
}
