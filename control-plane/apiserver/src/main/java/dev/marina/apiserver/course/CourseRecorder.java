package dev.marina.apiserver.course;

import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Peer;
import dev.marina.apiserver.http.Target;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;

/// Records the courses of writes. What the platform's own parts write is not recorded: the cluster's log says who made it, and why.
public final class CourseRecorder {

    private static final Set<String> WRITES = Set.of("create", "update", "patch", "delete");

    private final Courses courses;
    private final Predicate<ApiRequest> of;
    private final Clock clock;

    /// @param of whose requests may be recorded
    public CourseRecorder(Courses courses, Predicate<ApiRequest> of, Clock clock) {
        this.courses = courses;
        this.of = of;
        this.clock = clock;
    }

    public boolean wants(ApiRequest request) {
        return request.cluster().isPresent() && !(request.peer() instanceof Peer.InProcess) && request.target() instanceof Target.Resource target
                && WRITES.contains(target.verb()) && of.test(request);
    }

    public ApiResponse record(ApiRequest request, ApiHandler next) {
        Instant received = clock.instant();
        CourseNotes notes = new CourseNotes();
        ApiResponse answer = notes.during(() -> next.handle(request));
        if (notes.version().isPresent() && notes.identity().filter(who -> !who.ownComponent()).isPresent()) {
            courses.keep(request.clusterId(), request.id(), CourseRecord.rendered(request, received, notes));
        }
        return answer;
    }
}
