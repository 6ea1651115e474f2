namespace Dropship.Connectors.Chat;

/// <summary>What takes a group's messages.</summary>
public enum ChatKind
{
    /// <summary>A service of the seller's own; signed requests, see docs/how-to/tell-a-group.md.</summary>
    Webhook,

    /// <summary>A robot of a DingTalk (钉钉) group.</summary>
    DingTalk,

    /// <summary>A robot of a WeCom (企业微信) group.</summary>
    WeCom,

    /// <summary>A robot of a Feishu (飞书) or Lark group.</summary>
    Feishu,

    /// <summary>An incoming webhook of Slack.</summary>
    Slack,
}
