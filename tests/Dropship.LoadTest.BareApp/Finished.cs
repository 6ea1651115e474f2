namespace Dropship.LoadTest.BareApp;

/// <summary>How many orchestrations came to their end in this process.</summary>
public sealed class Finished
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add() => Interlocked.Increment(ref _count);
}
