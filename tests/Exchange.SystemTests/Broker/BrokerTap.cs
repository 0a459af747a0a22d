using System.Collections;
using System.Globalization;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Exchange.SystemTests.Broker;

/// <summary>Has a copy of every message that is published to a broker or delivered by it, with its headers, from the moment the tap was opened. It is RabbitMQ's
/// own firehose, so that no exchange and no queue is forgotten.</summary>
public sealed class BrokerTap : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly MemoryStream _seen = new();

    private BrokerTap(IConnection connection, IChannel channel) => (_connection, _channel) = (connection, channel);

    /// <summary>All that was seen so far.</summary>
    public byte[] Seen
    {
        get
        {
            lock (_seen) return _seen.ToArray();
        }
    }

    /// <summary>Opens a tap on a broker.</summary>
    public static async Task<BrokerTap> On(RabbitBroker broker)
    {
        await broker.Trace();
        var connection = await broker.Connect();
        var tap = new BrokerTap(connection, await connection.CreateChannelAsync());
        var queue = (await tap._channel.QueueDeclareAsync()).QueueName;
        await tap._channel.QueueBindAsync(queue, "amq.rabbitmq.trace", "#");
        var consumer = new AsyncEventingBasicConsumer(tap._channel);
        consumer.ReceivedAsync += (_, delivered) =>
        {
            tap.Note(delivered);
            return Task.CompletedTask;
        };
        await tap._channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return tap;
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
        await _seen.DisposeAsync();
    }

    private void Note(BasicDeliverEventArgs delivered)
    {
        lock (_seen)
        {
            Write(Encoding.UTF8.GetBytes(delivered.RoutingKey));
            WriteAny(delivered.BasicProperties.Headers);
            Write(delivered.Body.Span);
        }
    }

    private void WriteAny(object? value)
    {
        if (value is byte[] bytes) Write(bytes);
        else if (value is string text) Write(Encoding.UTF8.GetBytes(text));
        else if (value is IDictionary<string, object?> table)
            foreach (var (key, member) in table)
            {
                WriteAny(key);
                WriteAny(member);
            }
        else if (value is IEnumerable list)
            foreach (var item in list) WriteAny(item);
        else WriteAny(Convert.ToString(value, CultureInfo.InvariantCulture));
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _seen.Write(bytes);
        _seen.Write("\n"u8);
    }
}
