using Xunit;

// Descriptors are counted and traced by number: nothing else may open any meanwhile.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
