using System.Net.Mail;
using Dropship.Connectors.Mail;
using Microsoft.Extensions.Options;

namespace Dropship.Connectors;

/// <summary>Reports missing settings at start.</summary>
public sealed class ConnectorsOptionsValidator : IValidateOptions<ConnectorsOptions>
{
    public ValidateOptionsResult Validate(string? name, ConnectorsOptions options)
    {
        var failures = new List<string>();
        void Require(bool condition, string sentence)
        {
            if (!condition)
            {
                failures.Add(sentence);
            }
        }

        Require(
            options.CallTimeout > TimeSpan.Zero && options.CallTimeout <= TimeSpan.FromMinutes(5),
            "CallTimeout must be above zero and at most five minutes."
        );
        Require(options.ReadAttempts is >= 1 and <= 10, "ReadAttempts must be from 1 to 10.");
        Require(options.FirstRetryAfter > TimeSpan.Zero, "FirstRetryAfter must be above zero.");
        Require(options.LongestWait >= options.FirstRetryAfter, "LongestWait must not be below FirstRetryAfter.");
        Require(options.CredentialsKept >= TimeSpan.Zero, "CredentialsKept must not be negative.");
        Require(options.SupplierChatPage.Contains("{login}", StringComparison.Ordinal), "SupplierChatPage must hold {login}.");
        Require(
            string.IsNullOrEmpty(options.TrackingPage)
                || (
                    options.TrackingPage.Contains("{number}", StringComparison.Ordinal)
                    && Uri.TryCreate(
                        options.TrackingPage.Replace("{number}", "1", StringComparison.Ordinal),
                        UriKind.Absolute,
                        out var page
                    )
                    && page.Scheme == Uri.UriSchemeHttps
                ),
            "TrackingPage must be an https address that holds {number}."
        );
        Require(!string.IsNullOrWhiteSpace(options.Mail.Host), "Mail:Host is missing: name the mail server.");
        Require(options.Mail.Port is > 0 and < 65536, "Mail:Port must be from 1 to 65535.");
        Require(MailAddress.TryCreate(options.Mail.From, out _), "Mail:From must be a mail address.");
        Require((options.Mail.UserName is null) == (options.Mail.Password is null), "Mail:UserName and Mail:Password go together.");
        Require(
            options.Mail.Password is null || options.Mail.Security != MailSecurity.None,
            "Mail:Password must not be sent over a connection without TLS."
        );
        Require(
            string.IsNullOrEmpty(options.Secrets.Folder) != (options.Secrets.KeyVault is null),
            "Secrets:KeyVault (a vault's address) or Secrets:Folder (a folder of this machine) must be set, and not both."
        );
        failures.AddRange(options.Rates.Check().Select(problem => $"Rates:{problem}"));
        failures.AddRange(options.Wms.Check().Select(problem => $"Wms:{problem}"));
        failures.AddRange(options.Chats.SelectMany((chat, at) => chat.Check().Select(problem => $"Chats:{at}:{problem}")));
        Require(
            options.Chats.DistinctBy(chat => chat.Id, StringComparer.Ordinal).Count() == options.Chats.Count,
            "Chats has two groups with the same Id."
        );
        failures.AddRange(options.Couriers.SelectMany((courier, at) => courier.Check().Select(problem => $"Couriers:{at}:{problem}")));
        Require(
            options.Couriers.DistinctBy(courier => courier.Id, StringComparer.Ordinal).Count() == options.Couriers.Count,
            "Couriers has two services with the same Id."
        );
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
