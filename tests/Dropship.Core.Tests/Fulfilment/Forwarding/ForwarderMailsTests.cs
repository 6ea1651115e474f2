using System.Text.Json;
using Dropship.Core.Fulfilment.Forwarding;
using Dropship.Core.Ports;
using Dropship.Core.Tests.Support;

namespace Dropship.Core.Tests.Fulfilment.Forwarding;

/// <summary>The mails of one forwarder do not wait for those of another.</summary>
public sealed class ForwarderMailsTests
{
    private readonly World _world = new();

    [Fact]
    public async Task An_order_that_cannot_be_read_keeps_no_other_forwarders_mail_back_and_an_alert_tells_so()
    {
        var purchase = await _world.PaidAsync();
        var broken = PurchaseOrderKey.Create(new OrderKey(World.Account, "1000"), "supplier-1", "digest", PurchasePurpose.Sale, 1);
        _world.Mailer.Sent.Clear();
        await NoteAsync("broken", broken);
        await NoteAsync("sound", purchase.Key);
        _world.Orders.BeforeLoad = key =>
        {
            if (key == broken.Order)
            {
                throw new JsonException("broken");
            }
        };

        var thrown = await Assert.ThrowsAsync<AggregateException>(SendAsync);

        Assert.IsType<JsonException>(Assert.Single(thrown.InnerExceptions));
        Assert.Equal("sound@example.com", Assert.Single(_world.Mailer.Sent).To.Single());
        Assert.Equal("broken", Assert.Single(await _world.ForwarderNotes.ListAsync(CancellationToken.None)).ForwarderId);
        Assert.Equal("broken", Assert.Single(_world.AlertRows.Open).Value.Notice.Subject);

        _world.Orders.BeforeLoad = null;
        Assert.Null(await SendAsync());
        Assert.Empty(await _world.ForwarderNotes.ListAsync(CancellationToken.None));
    }

    private async Task NoteAsync(string forwarder, PurchaseOrderKey key)
    {
        await _world.ForwarderAccounts.SaveAsync(
            World.ForwarderAccount with
            {
                Id = forwarder,
                DisplayName = forwarder,
                Readers = [new ForwarderReader($"{forwarder}@example.com", Language.English)],
            },
            CancellationToken.None
        );
        await _world.ForwarderNotes.AddAsync(
            new ForwarderNote
            {
                ForwarderId = forwarder,
                Key = key,
                Kind = ForwarderNoteKind.Announced,
                Version = "one",
                Since = forwarder == "broken" ? DateTimeOffset.UnixEpoch : _world.Clock.GetUtcNow(),
            },
            CancellationToken.None
        );
    }

    private Task<CallProblem?> SendAsync() =>
        new ForwarderMails(
            _world.ForwarderNotes,
            _world.ForwarderAccounts,
            _world.Orders,
            new PlainNotices(),
            new ForwarderLinks(_world.Options, _world.Clock),
            _world.Mailer,
            new MailCollecting(_world.Alerts, _world.Options, _world.Clock)
        ).SendDueAsync(CancellationToken.None);

    private sealed class PlainNotices : IForwarderNotices
    {
        public OutgoingMail Word(ForwarderAccount account, IReadOnlyList<ForwarderNotice> notices, ForwarderReader reader, string batch) =>
            new()
            {
                Id = "one",
                To = [reader.Email],
                Subject = batch,
                Text = string.Empty,
                Html = string.Empty,
            };
    }
}
