using Dropship.Core;
using Dropship.Core.Fulfilment.Approvals;
using Dropship.Core.Operations;
using Dropship.Core.Ports;
using Dropship.Storage.Tests.Support;
using Dropship.TestKit;

namespace Dropship.Storage.Tests.Fulfilment;

/// <summary>What approvers are to be told waits in a table of its own.</summary>
[Collection(StorageGroup.Name)]
public sealed class WaitingMailTests(StorageFixture fixture)
{
    [Fact]
    public async Task One_waits_once_and_keeps_the_time_of_the_first_call()
    {
        var clock = TestClock.Standing();
        await using var bench = fixture.Open(clock);
        var mail = NewMail(clock.GetUtcNow());

        await bench.WaitingMails.AddAsync(mail, CancellationToken.None);
        var again = await bench.WaitingMails.AddAsync(mail with { Since = mail.Since.AddMinutes(5) }, CancellationToken.None);
        await bench.WaitingMails.AddAsync(mail with { Round = 2 }, CancellationToken.None);

        Assert.Equal(mail.Since, again.Since);
        Assert.Equal([1, 2], (await OfAsync(bench, mail)).Select(one => one.Round).Order());
    }

    [Fact]
    public async Task The_newest_digest_is_kept_beside_them_and_one_writer_wins()
    {
        await using var bench = fixture.Open(TestClock.Standing());
        var kept = await bench.Digests.FindAsync(CancellationToken.None);
        var claimed = await bench.Digests.TrySaveAsync(
            new DigestRecord
            {
                Day = new DateOnly(2026, 3, 1),
                ClaimedAt = DateTimeOffset.UnixEpoch,
                Version = kept?.Version,
            },
            CancellationToken.None
        );

        Assert.NotNull(claimed);
        var told = await bench.Digests.TrySaveAsync(claimed with { ToldTo = ["li"] }, CancellationToken.None);
        Assert.Null(await bench.Digests.TrySaveAsync(claimed with { ToldTo = ["ann"] }, CancellationToken.None));
        Assert.Equal(told!.Version, (await bench.Digests.FindAsync(CancellationToken.None))!.Version);
        Assert.Equal(["li"], (await bench.Digests.FindAsync(CancellationToken.None))!.ToldTo);
        Assert.DoesNotContain(await bench.WaitingMails.ListAsync(CancellationToken.None), mail => mail.Key == default);
    }

    [Fact]
    public async Task Those_of_a_mail_are_written_together_or_not_at_all()
    {
        await using var bench = fixture.Open(TestClock.Standing());
        var first = NewMail(DateTimeOffset.UnixEpoch);
        await bench.WaitingMails.AddAsync(first, CancellationToken.None);
        await bench.WaitingMails.AddAsync(first with { Reminder = 1 }, CancellationToken.None);
        var both = await OfAsync(bench, first);

        var begun = await bench.WaitingMails.TrySaveAsync([.. both.Select(one => one with { Batch = "one" })], CancellationToken.None);
        Assert.NotNull(begun);
        Assert.Null(await bench.WaitingMails.TrySaveAsync([.. both.Select(one => one with { Batch = "two" })], CancellationToken.None));
        Assert.NotNull(await bench.WaitingMails.TrySaveAsync([.. begun.Select(one => one with { Told = ["li"] })], CancellationToken.None));
        Assert.All(await OfAsync(bench, first), one => Assert.Equal(("one", "li"), (one.Batch, Assert.Single(one.Told))));

        await bench.WaitingMails.RemoveAsync(begun, CancellationToken.None);
        await bench.WaitingMails.RemoveAsync(begun, CancellationToken.None);
        Assert.Empty(await OfAsync(bench, first));
    }

    private static WaitingMail NewMail(DateTimeOffset since) =>
        new()
        {
            Key = PurchaseOrderKey.Create(
                new OrderKey("shop", Guid.NewGuid().ToString("N")),
                "supplier",
                "digest",
                PurchasePurpose.Sale,
                1
            ),
            Kind = ApproverMatterKind.Decision,
            Round = 1,
            Reminder = 0,
            Since = since,
        };

    private static async Task<IReadOnlyList<WaitingMail>> OfAsync(StorageBench bench, WaitingMail mail) =>
        [.. (await bench.WaitingMails.ListAsync(CancellationToken.None)).Where(one => one.Key == mail.Key)];
}
