package dev.marina.apiserver.flowcontrol;

import dev.marina.apiserver.endpoint.ClusterView;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.Target;
import java.time.Duration;

/// How wide a request is: a list by the objects that are looked at for it, a write by those who watch what it changes. Upstream's
/// figures, apiserver's pkg/util/flowcontrol/request
final class WorkEstimator {

    private static final int MOST_SEATS = 10;
    private static final int OBJECTS_FOR_A_SEAT = 100;
    private static final int WATCHERS_FOR_A_SEAT = 10;
    private static final Duration TELLING = Duration.ofMillis(5);
    private static final double MOST_OF_A_LEVEL = 0.15;

    private WorkEstimator() {}

    static WorkEstimate of(ApiRequest request, ClusterView view, Watchers watchers, Level level) {
        if (!(request.target() instanceof Target.Resource target)) {
            return WorkEstimate.ONE_SEAT;
        }
        return switch (target.verb()) {
            case "get" -> WorkEstimate.ONE_SEAT;
            case "list", "deletecollection" -> WorkEstimate.seats(seats(view.image().count(target.groupResource()), level));
            case "watch" -> startsWithState(request) ? WorkEstimate.seats(seats(view.image().count(target.groupResource()), level)) : WorkEstimate.ONE_SEAT;
            default -> told(target.subresource().equals("token") ? 0 : watchers.of(target), level);
        };
    }

    static boolean startsWithState(ApiRequest request) {
        String from = request.query().text("resourceVersion");
        return request.query().flag("sendInitialEvents") || from.isEmpty() || from.equals("0");
    }

    private static int seats(int objects, Level level) {
        return Math.clamp(Math.ceilDiv(objects, OBJECTS_FOR_A_SEAT), 1, most(level));
    }

    private static WorkEstimate told(int watchers, Level level) {
        if (watchers < WATCHERS_FOR_A_SEAT) {
            return WorkEstimate.ONE_SEAT;
        }
        int seats = Math.ceilDiv(watchers, WATCHERS_FOR_A_SEAT);
        return new WorkEstimate(1, seats, TELLING).within(most(level));
    }

    /// No request takes so much of a level that others wait for it alone.
    private static int most(Level level) {
        if (!(level.declared().response() instanceof PriorityLevel.Response.Queue queuing)) {
            return MOST_SEATS;
        }
        int nominal = level.share().nominal();
        int fair = Math.min((int) Math.ceil(nominal * MOST_OF_A_LEVEL), nominal / queuing.handSize());
        return Math.clamp(fair, 1, MOST_SEATS);
    }
}
