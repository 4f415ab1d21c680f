using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace LearningPlatform.Core.Data;

/// <summary>Statements of one's own beside EF's.</summary>
public static class HandWrittenSql
{
    /// <summary>An empty batch in the transaction that <paramref name="db"/> has open: its statements take one round trip together.</summary>
    /// <exception cref="InvalidOperationException">There is no open transaction.</exception>
    public static NpgsqlBatch CreateBatch(this LearningDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        var transaction = db.Database.CurrentTransaction ?? throw new InvalidOperationException("Needs an open transaction.");
        return new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
    }
}
