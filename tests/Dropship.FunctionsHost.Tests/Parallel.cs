// The tests wait more than they work.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
