using Azure;

namespace Dropship.AzureSdk.Storage;

/// <summary>An answer that comes in pages, each read when it is asked for.</summary>
internal sealed class AsyncPages<T>(Func<string?, int?, CancellationToken, Task<Page<T>>> read, CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
    where T : notnull
{
    public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        var next = continuationToken;
        do
        {
            var page = await read(next, pageSizeHint, CancellationToken);
            yield return page;
            next = page.ContinuationToken;
        }
        while (next is not null);
    }

    public override async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken, cancellationToken);
        string? next = null;
        do
        {
            var page = await read(next, null, both.Token);
            foreach (var value in page.Values)
            {
                yield return value;
            }

            next = page.ContinuationToken;
        }
        while (next is not null);
    }
}
