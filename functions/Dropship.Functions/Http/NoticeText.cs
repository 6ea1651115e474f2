using Dropship.Core;
using Dropship.Functions.Presentation;
using Microsoft.AspNetCore.Http;

namespace Dropship.Functions.Http;

/// <summary>What a page with a few words says, in both languages.</summary>
/// <param name="texts">Both languages.</param>
/// <param name="title">The name of its title.</param>
/// <param name="words">The name of its words.</param>
internal sealed class NoticeText(Texts texts, string title, string words)
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Where its link leads, and the name of the link's words; null for no link.</summary>
    public (string Address, string Words)? Link { get; init; }

    public object Model
    {
        get
        {
            var (en, zh) = (texts.In(Language.English), texts.In(Language.Chinese));
            return new
            {
                enTitle = en[title],
                zhTitle = zh[title],
                en = en[words],
                zh = zh[words],
                link = Link?.Address,
                enLink = Link is { } link ? en[link.Words] : null,
                zhLink = Link is { } same ? zh[same.Words] : null,
            };
        }
    }
}
