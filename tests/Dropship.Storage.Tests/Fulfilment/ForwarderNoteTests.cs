using Dropship.Core;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Ports;
using Dropship.Storage.Tests.Support;
using Dropship.TestKit;

namespace Dropship.Storage.Tests.Fulfilment;

/// <summary>What forwarders are to be told waits beside what approvers are.</summary>
[Collection(StorageGroup.Name)]
public sealed class ForwarderNoteTests(StorageFixture fixture)
{
    [Fact]
    public async Task One_waits_once_and_those_of_a_mail_are_written_together_or_not_at_all()
    {
        await using var bench = fixture.Open(TestClock.Standing());
        var first = new ForwarderNote
        {
            ForwarderId = "forwarder-one",
            Key = PurchaseOrderKey.Create(
                new OrderKey("shop", Guid.NewGuid().ToString("N")),
                "supplier",
                "digest",
                PurchasePurpose.Sale,
                1
            ),
            Kind = ForwarderNoteKind.Announced,
            Version = "one",
            Since = DateTimeOffset.UnixEpoch,
        };
        await bench.ForwarderNotes.AddAsync(first, CancellationToken.None);
        await bench.ForwarderNotes.AddAsync(first with { Since = first.Since.AddDays(1) }, CancellationToken.None);
        await bench.ForwarderNotes.AddAsync(first with { Kind = ForwarderNoteKind.Recalled }, CancellationToken.None);
        var both = await OfAsync();
        Assert.Equal([first.Since, first.Since], both.Select(note => note.Since));

        var begun = await bench.ForwarderNotes.TrySaveAsync([.. both.Select(one => one with { Batch = "one" })], CancellationToken.None);
        Assert.NotNull(begun);
        Assert.Null(await bench.ForwarderNotes.TrySaveAsync([.. both.Select(one => one with { Batch = "two" })], CancellationToken.None));
        Assert.All(await OfAsync(), one => Assert.Equal("one", one.Batch));
        Assert.DoesNotContain(await bench.WaitingMails.ListAsync(CancellationToken.None), mail => mail.Key == first.Key);

        await bench.ForwarderNotes.RemoveAsync(begun, CancellationToken.None);
        await bench.ForwarderNotes.RemoveAsync(begun, CancellationToken.None);
        Assert.Empty(await OfAsync());

        async Task<List<ForwarderNote>> OfAsync() =>
            [.. (await bench.ForwarderNotes.ListAsync(CancellationToken.None)).Where(note => note.Key == first.Key)];
    }
}
