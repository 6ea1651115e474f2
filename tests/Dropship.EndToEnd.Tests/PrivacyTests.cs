using System.Text.Json.Nodes;
using Dropship.EndToEnd.Tests.Support;

namespace Dropship.EndToEnd.Tests;

/// <summary>What a run leaves behind in logs, mails, queues, tables and histories: no person and no secret, but for the one row that is
/// there for it.</summary>
public sealed class PrivacyTests
{
    [Fact]
    public async Task Names_addresses_phones_and_credentials_are_left_nowhere_but_in_their_own_places()
    {
        var mark = $"Qz{Guid.NewGuid():N}"[..10];
        string[] person =
        [
            $"{mark}first",
            $"{mark}last",
            $"{mark} Company",
            $"{mark} Street 7",
            $"{mark} Floor",
            $"{mark}note",
            $"{mark}@example.com",
            "+84987612345",
            "0987612345",
        ];
        await using var system = await LocalSystem.StartAsync(LocalSystem.NewFolder(), "--orders", "0", "--auto-approve");
        JsonObject Wish(string sku) =>
            new()
            {
                ["sku"] = sku,
                ["country"] = "VN",
                ["email"] = person[6],
                ["note"] = $"please call {person[5]}",
                ["address"] = new JsonObject
                {
                    ["firstName"] = person[0],
                    ["lastName"] = person[1],
                    ["company"] = person[2],
                    ["address1"] = person[3],
                    ["address2"] = person[4],
                    ["city"] = "Hà Nội",
                    ["province"] = "Hà Nội",
                    ["country"] = "Vietnam",
                    ["countryCode"] = "VN",
                    ["countryCodeV2"] = "VN",
                    ["zip"] = "10000",
                    ["phone"] = person[7],
                },
            };

        // One that goes its way to the end, one that waits for a mapping, one that cannot be read.
        var sent = (await system.OrderAsync(Wish("MUG-CER-BLU")))[0];
        var unmapped = (await system.OrderAsync(Wish($"NEW-{mark}")))[0];
        var malformed = Wish("MUG-CER-BLU");
        malformed["malformed"] = "currency";
        var unreadable = (await system.OrderAsync(malformed))[0];
        foreach (var id in (string[])[unmapped, unreadable])
        {
            await system.WaitForOrderAsync(id, "waits", order => order["state"]!.GetValue<string>() == "Held");
        }

        await system.WaitForOrderAsync(sent, "is fulfilled", order => order["state"]!.GetValue<string>() == "Fulfilled");
        await Wait.UntilAsync(
            "the alerts are mailed",
            async () => (await system.MailsAsync()).Any(mail => mail!.ToJsonString().Contains($"NEW-{mark}", StringComparison.Ordinal)),
            TimeSpan.FromMinutes(1)
        );
        foreach (var mail in await system.MailsAsync())
        {
            var text = mail!.ToJsonString();
            Assert.All(person, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
        }

        await system.StopAsync();

        var credentials = Traces.CredentialsOf(system.Folder);
        Assert.True(credentials.Count >= 4, $"Only {credentials.Count} credentials were planted.");
        Assert.True(Traces.CountFiles(system.Folder) > 5);

        // The search itself is good for something: what is meant to be there is found.
        Assert.Contains(Traces.Find(system.Folder, [$"NEW-{mark}"]), place => place.StartsWith("storage/", StringComparison.Ordinal));
        Assert.Empty(Traces.Find(system.Folder, [.. person, .. credentials]));
    }
}
