package dev.marina.apiserver.filter;

import dev.marina.apiserver.budget.ClusterBudgets;
import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Body;

/// Counts what a cluster's people and workloads have under way, and refuses what is more than it may have: after [Membership], so that
/// nobody uses up what is another's. The platform's own parts, its nodes among them, go on.
public final class Budget implements Filter {

    private final ClusterBudgets budgets;

    public Budget(ClusterBudgets budgets) {
        this.budgets = budgets;
    }

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        if (!request.counts()) {
            return next.handle(request);
        }
        boolean watch = request.target().verb().equals("watch");
        long bytes = request.body() instanceof Body.Bytes body ? body.content().length : 0;
        ClusterBudgets.Share watching = watch ? budgets.watch(request.clusterId()) : ClusterBudgets.Share.NONE;
        boolean goesOn = false;
        try (ClusterBudgets.Share _ = budgets.request(request.clusterId(), !request.requireIdentity().anonymous(), bytes)) {
            ApiResponse answer = next.handle(request);
            return switch (answer) {
                case ApiResponse.Stream stream -> {
                    goesOn = true;
                    yield stream.with(stream.producer().holding(watching::close));
                }
                // Whoever reads it slowly, or not at all, has it until then. What was changed is told in any case: it cannot be refused any more.
                case ApiResponse.Bytes whole when request.method().equals("GET") -> whole.holding(budgets.answer(request.clusterId(), whole.length())::close);
                case ApiResponse.Bytes _, ApiResponse.Failure _, ApiResponse.Relayed _, ApiResponse.Switched _, ApiResponse.Upgrade _ -> answer;
            };
        } finally {
            if (!goesOn) {
                watching.close();
            }
        }
    }
}
