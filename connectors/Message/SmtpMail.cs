using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Text;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Message;

/// <summary>
/// Mail over SMTP itself (RFC 5321), where the municipality's address is <c>smtp://host:587</c> (STARTTLS when offered) or <c>smtps://host:465</c>.
/// Options: <c>from</c> (required), <c>fromName</c>, <c>user</c>; the secret is the password. The Message-ID is made of the key, so that a repeated one is the same mail.
/// </summary>
internal static class SmtpMail
{
    public static bool Serves(ConnectorConfiguration configuration) => configuration.BaseUrl.StartsWith("smtp", StringComparison.Ordinal);

    public static async ValueTask<CallOutcome> Send(ConnectorRequest request, CancellationToken cancellationToken)
    {
        var (configuration, body) = (request.Configuration, request.Body);
        if (body["channel"].AsText() is { } channel && channel != "mail") throw ConnectorException.Fatal("NO_CARRIER", $"SMTP は「{channel}」を運べません。 SMTP carries mail only.");
        if (configuration.Options["from"].AsText() is not { Length: > 0 } from || !MailboxAddress.TryParse(from, out var sender))
            throw ConnectorException.Fatal("NOT_CONFIGURED", $"コネクタ「{configuration.Connector}」の差出人（options.from）がありません。 No sender is configured.");
        if (!MailboxAddress.TryParse(body["to"].AsText(), out var receiver)) throw ConnectorException.Business("undeliverable", $"あて先がメールアドレスではありません。 Not a mail address.");
        var address = new Uri(configuration.BaseUrl);
        var id = $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.Key)))[..32]}@{sender.Domain}";
        var message = new MimeMessage { MessageId = id, Subject = body["subject"].AsText() ?? "", Date = request.Now.ToOffset(Japan.Offset), Body = new TextPart(TextFormat.Plain) { Text = body["body"].AsText() ?? "" } };
        message.From.Add(new MailboxAddress(configuration.Options["fromName"].AsText() ?? "", sender.Address));
        message.To.Add(receiver);
        // Not answered by machines on holiday, not threaded with other people's.
        message.Headers.Add("Auto-Submitted", "auto-generated");

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(configuration.Timeout);
        try
        {
            using var client = new SmtpClient { Timeout = (int)configuration.Timeout.TotalMilliseconds };
            var port = address.Port > 0 ? address.Port : address.Scheme == "smtps" ? 465 : 587;
            await client.ConnectAsync(address.Host, port, address.Scheme == "smtps" ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTlsWhenAvailable, limit.Token).ConfigureAwait(false);
            if (configuration.Options["user"].AsText() is { Length: > 0 } user) await client.AuthenticateAsync(user, configuration.Secret ?? "", limit.Token).ConfigureAwait(false);
            var said = await client.SendAsync(message, limit.Token).ConfigureAwait(false);
            await client.DisconnectAsync(quit: true, limit.Token).ConfigureAwait(false);
            return CallOutcome.Done(Datum.Object(("messageId", id), ("said", said)));
        }
        catch (SmtpCommandException e) when (e.ErrorCode is SmtpErrorCode.RecipientNotAccepted && (int)e.StatusCode >= 500)
        {
            throw ConnectorException.Business("undeliverable", $"あて先に届きません（{((int)e.StatusCode).ToString(CultureInfo.InvariantCulture)} {e.Message}）。 Undeliverable.");
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode >= 500) { throw ConnectorException.Business("refused", $"メールサーバーが断りました（{(int)e.StatusCode} {e.Message}）。 Refused."); }
        catch (AuthenticationException e) { throw ConnectorException.Fatal("UNAUTHORIZED", $"メールサーバーが認証を拒みました。秘密の設定を確かめてください。 Check the configured secret. {e.Message}"); }
        catch (SslHandshakeException e) { throw ConnectorException.Fatal("TLS", $"メールサーバーの証明書を確かめられません。 The server's certificate is not trusted: {e.Message}"); }
        catch (Exception e) when (e is SmtpCommandException or SmtpProtocolException or ServiceNotConnectedException or IOException or SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw ConnectorException.Retry($"メールサーバーが応じません。 The mail server cannot serve now: {e.Message}");
        }
    }
}
