using System.Globalization;
using System.Text.Json.Nodes;
using Dropship.Sandbox.World;

namespace Dropship.Sandbox.Alibaba1688;

/// <summary>Hands out and checks the buyers' tokens.</summary>
internal static class BuyerTokens
{
    private const int AccessLifetimeSeconds = 36000;
    private const int RefreshLifetimeSeconds = 180 * 24 * 3600;

    /// <summary>Makes the tokens that the settings name, once for each buyer.</summary>
    public static void Seed(Step step)
    {
        foreach (var buyer in step.Settings.BuyerAccounts)
        {
            if (step.Find<BuyerToken>(buyer.AccessToken) is null)
            {
                step.Add(
                    new BuyerToken
                    {
                        Key = buyer.AccessToken,
                        BuyerId = buyer.MemberId,
                        ExpiresAt = step.Elapsed + AccessLifetimeSeconds,
                    }
                );
            }

            if (step.Find<BuyerToken>(buyer.RefreshToken) is null)
            {
                step.Add(
                    new BuyerToken
                    {
                        Key = buyer.RefreshToken,
                        BuyerId = buyer.MemberId,
                        IsRefresh = true,
                        ExpiresAt = step.Elapsed + RefreshLifetimeSeconds,
                    }
                );
            }
        }
    }

    public static BuyerAccount? Check(Step step, string? accessToken) =>
        accessToken is not null && step.Find<BuyerToken>(accessToken) is { IsRefresh: false } token && token.ExpiresAt > step.Elapsed
            ? step.Settings.BuyerAccounts.Find(b => b.MemberId == token.BuyerId)
            : null;

    /// <summary>Ends all access tokens, as the passing of ten hours would.</summary>
    public static void ExpireAll(Step step)
    {
        foreach (var token in step.All<BuyerToken>().Where(t => !t.IsRefresh))
        {
            token.ExpiresAt = step.Elapsed;
            step.Touch(token);
        }
    }

    /// <summary>The token endpoint, which is not signed.</summary>
    public static (int Status, JsonObject Body) Grant(Step step, string appKey, IReadOnlyDictionary<string, string> form)
    {
        var settings = step.Settings;
        if (
            form.GetValueOrDefault("client_id") != appKey
            || appKey != settings.AppKey
            || form.GetValueOrDefault("client_secret") != settings.AppSecret
        )
        {
            return (401, new JsonObject { ["error"] = "invalid_client", ["error_description"] = "client_id or client_secret is wrong" });
        }

        var grant = form.GetValueOrDefault("grant_type");
        var given = form.GetValueOrDefault(grant == "authorization_code" ? "code" : "refresh_token") ?? string.Empty;
        BuyerAccount? buyer = null;
        if (grant == "refresh_token")
        {
            var token = step.Find<BuyerToken>(given);
            buyer =
                token is { IsRefresh: true } && token.ExpiresAt > step.Elapsed
                    ? settings.BuyerAccounts.Find(b => b.MemberId == token.BuyerId)
                    : null;
        }
        else if (grant == "authorization_code")
        {
            buyer = settings.BuyerAccounts.Find(b => given == "code-" + b.Name);
        }

        if (buyer is null)
        {
            return (
                400,
                new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "refresh token or code is invalid or expired" }
            );
        }

        var access = step.Add(
            new BuyerToken
            {
                Key = Guid.NewGuid().ToString(),
                BuyerId = buyer.MemberId,
                ExpiresAt = step.Elapsed + AccessLifetimeSeconds,
            }
        );
        var body = new JsonObject
        {
            ["aliId"] = buyer.UserId.ToString(CultureInfo.InvariantCulture),
            ["resource_owner"] = buyer.LoginId,
            ["memberId"] = buyer.MemberId,
            ["expires_in"] = AccessLifetimeSeconds.ToString(CultureInfo.InvariantCulture),
            ["access_token"] = access.Key,
        };
        if (grant == "authorization_code" || settings.RotateRefreshTokens)
        {
            if (step.Find<BuyerToken>(given) is { } old)
            {
                step.Remove(old);
            }

            var refresh = step.Add(
                new BuyerToken
                {
                    Key = Guid.NewGuid().ToString(),
                    BuyerId = buyer.MemberId,
                    IsRefresh = true,
                    ExpiresAt = step.Elapsed + RefreshLifetimeSeconds,
                }
            );
            body["refresh_token"] = refresh.Key;
            body["refresh_token_timeout"] = MarketText.Time(step.Now.AddSeconds(RefreshLifetimeSeconds));
        }

        return (200, body);
    }
}
