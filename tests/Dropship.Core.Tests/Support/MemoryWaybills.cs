using System.Runtime.CompilerServices;
using Dropship.Core.Orders;
using Dropship.Core.Ports;

namespace Dropship.Core.Tests.Support;

/// <summary>Waybill numbers in memory.</summary>
internal sealed class MemoryWaybills : IWaybills
{
    public List<WaybillUse> Uses { get; } = [];

    public Task NoteAsync(WaybillUse use, CancellationToken cancellationToken)
    {
        if (
            !Uses.Exists(known =>
                TrackingNumbers.AreSame(known.Number, use.Number) && known.CarrierKey == use.CarrierKey && known.Purchase == use.Purchase
            )
        )
        {
            Uses.Add(use);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<WaybillUse>> ListAsync(string number, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<WaybillUse>>([.. Uses.Where(use => TrackingNumbers.AreSame(use.Number, number))]);

    public async IAsyncEnumerable<int> RemoveBeforeAsync(
        DateTimeOffset notedBefore,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await Task.CompletedTask;
        yield return Uses.RemoveAll(use => use.NotedAt < notedBefore);
    }
}
