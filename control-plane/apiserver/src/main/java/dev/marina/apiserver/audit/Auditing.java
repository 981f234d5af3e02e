package dev.marina.apiserver.audit;

import dev.marina.api.StatusException;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Body;
import dev.marina.apiserver.http.Channels;
import dev.marina.apiserver.protobuf.ProtobufBody;
import dev.marina.apiserver.status.StatusMapper;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// Captures requests as their cluster's policy wants it. apiserver's pkg/endpoints/filters/audit.go
public final class Auditing {

    public static final String DECISION = "authorization.k8s.io/decision";
    public static final String REASON = "authorization.k8s.io/reason";
    private static final String ALLOW = "allow";
    private static final String FORBID = "forbid";
    /// Larger bodies are left out of a record, and it says so.
    private static final int MOST_BODY_BYTES = 100 * 1024;

    private final AuditLog log;
    private final Predicate<String> audited;
    private final Clock clock;

    /// @param audited whether a tenant's clusters are
    public Auditing(AuditLog log, Predicate<String> audited, Clock clock) {
        this.log = log;
        this.audited = audited;
        this.clock = clock;
    }

    /// By whom it is decided.
    public static void decided(boolean allowed, String reason) {
        AuditNotes.annotate(DECISION, allowed ? ALLOW : FORBID);
        AuditNotes.annotate(REASON, reason);
    }

    /// Empty for a request of which nothing is to be recorded.
    ///
    /// @param request of somebody with a name, or nobody
    public Optional<Recorded> of(ApiRequest request) {
        if (request.cluster().isEmpty() || !audited.test(request.tenant())) {
            return Optional.empty();
        }
        AuditPolicy.Decision decision = AuditSettings.of(request.requireCluster()).policy().decide(request.requireIdentity(), request.target());
        return decision.level() == Level.NONE ? Optional.empty() : Optional.of(new Recorded(request, decision));
    }

    /// One request.
    public final class Recorded {

        private final ApiRequest request;
        private final AuditPolicy.Decision decision;
        private final AuditedRequest said;
        private final AuditNotes notes = new AuditNotes();

        Recorded(ApiRequest request, AuditPolicy.Decision decision) {
            this.request = request;
            this.decision = decision;
            this.said = AuditedRequest.of(request, clock.instant());
        }

        public ApiResponse around(ApiHandler next) {
            leave(Stage.REQUEST_RECEIVED, 0, Optional.empty(), Optional.empty());
            ApiResponse response;
            try {
                response = notes.during(() -> next.handle(request));
            } catch (RuntimeException e) {
                StatusMapper.map(e).ifPresentOrElse(this::refused,
                        () -> leave(Stage.PANIC, 500, Optional.of(StatusMapper.bug(request.id())), Optional.empty()));
                throw e;
            }
            return switch (response) {
                case ApiResponse.Bytes bytes -> {
                    leave(Stage.RESPONSE_COMPLETE, bytes.status(), Optional.empty(), Optional.of(bytes));
                    yield bytes;
                }
                case ApiResponse.Failure failure -> {
                    refused(failure.reason());
                    yield failure;
                }
                case ApiResponse.Stream stream -> {
                    started(stream);
                    yield stream.with(completing(stream, stream.producer()));
                }
                case ApiResponse.Relayed relayed -> {
                    started(relayed);
                    yield new ApiResponse.Relayed(relayed.status(), relayed.fields(), completing(relayed, relayed.producer()));
                }
                case ApiResponse.Upgrade upgrade -> {
                    started(upgrade);
                    yield new ApiResponse.Upgrade(completing(upgrade, upgrade.session()));
                }
                case ApiResponse.Switched switched -> {
                    started(switched);
                    yield new ApiResponse.Switched(switched.fields(), client -> {
                        try {
                            switched.relay().run(client);
                        } finally {
                            completed(switched);
                        }
                    });
                }
            };
        }

        private void refused(StatusException reason) {
            leave(Stage.RESPONSE_COMPLETE, reason.code(), Optional.of(reason), Optional.empty());
        }

        private void started(ApiResponse response) {
            leave(Stage.RESPONSE_STARTED, response.status(), Optional.empty(), Optional.empty());
        }

        private void completed(ApiResponse response) {
            leave(Stage.RESPONSE_COMPLETE, response.status(), Optional.empty(), Optional.empty());
        }

        private ApiResponse.Producer completing(ApiResponse response, ApiResponse.Producer producer) {
            return producer.producedBy(sink -> {
                try {
                    producer.produce(sink);
                } finally {
                    completed(response);
                }
            });
        }

        private ApiResponse.Session completing(ApiResponse response, ApiResponse.Session session) {
            return new ApiResponse.Session() {
                @Override
                public void run(Channels channels) throws IOException, InterruptedException {
                    try {
                        session.run(channels);
                    } finally {
                        completed(response);
                    }
                }

                @Override
                public String kind() {
                    return session.kind();
                }
            };
        }

        private void leave(Stage stage, int status, Optional<StatusException> failure, Optional<ApiResponse.Bytes> answer) {
            if (!decision.records(stage)) {
                return;
            }
            Instant now = clock.instant();
            log.add(new AuditEvent(said, decision.level(), stage, now, status, failure, Map.copyOf(notes.annotations()), notes.impersonated(), notes.change(),
                    stage == Stage.RESPONSE_COMPLETE ? bodies(failure, answer) : AuditEvent.Bodies.NONE));
        }

        /// Nothing of somebody who may not.
        private AuditEvent.Bodies bodies(Optional<StatusException> failure, Optional<ApiResponse.Bytes> answer) {
            if (!decision.level().has(Level.REQUEST) || !ALLOW.equals(notes.annotations().get(DECISION))) {
                return AuditEvent.Bodies.NONE;
            }
            Optional<Body.Bytes> sent = BodyTrees.of(request.body());
            Optional<byte[]> answered = decision.level().has(Level.REQUEST_RESPONSE)
                    ? failure.map(reason -> StatusMapper.document(reason).bytes()).or(() -> answer.flatMap(Auditing::json))
                    : Optional.empty();
            Optional<Body.Bytes> smallSent = sent.filter(body -> body.content().length <= MOST_BODY_BYTES);
            Optional<byte[]> smallAnswered = answered.filter(body -> body.length <= MOST_BODY_BYTES);
            boolean truncated = smallSent.isPresent() != sent.isPresent() || smallAnswered.isPresent() != answered.isPresent();
            return new AuditEvent.Bodies(smallSent, smallAnswered, decision.omitManagedFields(), truncated);
        }
    }

    /// What is no JSON is recorded as the JSON that it is.
    private static Optional<byte[]> json(ApiResponse.Bytes answer) {
        if (answer.contentType().startsWith(ProtobufBody.MEDIA_TYPE)) {
            byte[] body = beginning(answer);
            return Optional.of(body.length > MOST_BODY_BYTES ? body : ProtobufBody.read(body).bytes());
        }
        return answer.contentType().startsWith(ApiResponse.JSON) ? Optional.of(beginning(answer)) : Optional.empty();
    }

    /// The slices together, without copying more than a record takes.
    private static byte[] beginning(ApiResponse.Bytes answer) {
        java.io.ByteArrayOutputStream joined = new java.io.ByteArrayOutputStream();
        for (byte[] slice : answer.slices()) {
            joined.writeBytes(slice);
            if (joined.size() > MOST_BODY_BYTES) {
                break;
            }
        }
        return joined.toByteArray();
    }
}
