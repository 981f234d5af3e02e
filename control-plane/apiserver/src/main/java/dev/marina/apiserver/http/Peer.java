package dev.marina.apiserver.http;

import dev.marina.apiserver.authn.Identity;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.OptionalLong;

/// Who is at the other end of the line, before anybody asked for a name.
public sealed interface Peer {

    /// @param chain what the client presented during the TLS handshake; checked by nobody yet
    /// @param connection the same for all requests of one connection; verdicts about its chain are kept there
    record Remote(String address, List<X509Certificate> chain, ConnectionMemory connection) implements Peer {}

    /// A component of this process.
    ///
    /// @param epoch the shard's epoch that its writes carry
    record InProcess(String user, OptionalLong epoch) implements Peer {}

    /// A component of this process, for somebody who was authenticated before; nobody outside can have such a peer.
    record ActingFor(Identity who) implements Peer {}
}
