using Exchange.Kernel.Database;
using Exchange.Kernel.Log;

namespace Exchange.Kernel.Followers;

/// <summary>Tables that are made from the log and can be made again at any time.</summary>
public abstract class View
{
    /// <summary>Every table that this view alone fills; a rebuild empties them.</summary>
    public abstract IReadOnlyList<string> Tables { get; }

    /// <summary>Changes the tables by the events of some log rows, in the transaction that also moves the cursor. Must be a function of the
    /// events and the tables alone: a rebuild in other batches must give the same rows.</summary>
    public abstract Task Apply(ViewSession session, IReadOnlyList<Happened> batch);
}
