namespace Dropship.Core.Ports;

/// <summary>Which purchase orders have a waybill number.</summary>
public interface IWaybills
{
    /// <summary>Notes that a purchase order has a number. Repeating it is harmless; the first time stays.</summary>
    Task NoteAsync(WaybillUse use, CancellationToken cancellationToken);

    /// <summary>All that have a number, letters' case and blanks aside.</summary>
    Task<IReadOnlyList<WaybillUse>> ListAsync(string number, CancellationToken cancellationToken);

    /// <summary>Removes what was noted before a time.</summary>
    /// <returns>How many went with each step, perhaps none. It goes on for as long as it is read.</returns>
    IAsyncEnumerable<int> RemoveBeforeAsync(DateTimeOffset notedBefore, CancellationToken cancellationToken);
}
