package dev.marina.launcher.certificate;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;

import dev.marina.acme.AccountKey;
import dev.marina.acme.AcmeClient;
import dev.marina.acme.AcmeProblem;
import dev.marina.acme.CertificateRequest;
import dev.marina.launcher.process.Poll;
import dev.marina.launcher.tls.Identity;
import dev.marina.launcher.tls.Pem;

/// Gets one certificate. The front answers challenges of the account by itself, whichever they are: nothing has to be put there.
///
/// @param patience with the server
record CertificateIssue(AcmeClient server, Duration patience) {

    Identity of(AccountKey key, List<String> names) throws AcmeProblem, IOException, InterruptedException, GeneralSecurityException {
        String account = server.account(key);
        AcmeClient.Order order = server.order(key, account, names);
        for (String each : order.authorizations()) {
            AcmeClient.Authorization authorization = server.authorization(key, account, each);
            if (!names.contains(authorization.host())) {
                throw new AcmeProblem("malformed", "the server's challenge is for no name of the order");
            }
            if (!authorization.status().equals("valid")) {
                server.ready(key, account, authorization.challenge());
            }
        }
        KeyPair own = AccountKey.keyPair();
        Following following = new Following(key, account, order.url(), CertificateRequest.of(names, own));
        try {
            if (!Poll.<Exception>until(patience, following::ended)) {
                throw new AcmeProblem("timeout", "the server did not end the order in %d seconds".formatted(patience.toSeconds()));
            }
        } catch (AcmeProblem | IOException | InterruptedException failure) {
            throw failure;
        } catch (Exception unforeseen) {
            throw new IllegalStateException(unforeseen);
        }
        Identity identity = Identity.of(following.chain, Pem.of(own.getPrivate()));
        if (!identity.isFor(names)) {
            throw new AcmeProblem("malformed", "the server's certificate is for other names");
        }
        return identity;
    }

    /// An order whose challenges the server has been told of.
    private final class Following {

        private final AccountKey key;
        private final String account;
        private final String order;
        private final byte[] request;
        private boolean requested;
        private String chain = "";

        Following(AccountKey key, String account, String order, byte[] request) {
            this.key = key;
            this.account = account;
            this.order = order;
            this.request = request;
        }

        boolean ended() throws AcmeProblem, IOException, InterruptedException {
            AcmeClient.Order now = server.look(key, account, order);
            switch (now.status()) {
                case "ready" -> {
                    if (!requested) {
                        server.finish(key, account, now, request);
                        requested = true;
                    }
                }
                case "valid" -> chain = server.certificate(key, account, now);
                case "invalid" -> throw server.refusal(key, account, now);
                default -> {
                    // The server works at it.
                }
            }
            return !chain.isEmpty();
        }
    }
}
