package dev.marina.apiserver.filter;

import dev.marina.apiserver.http.ApiHandler;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.status.StatusMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place where exceptions become answers: those that say something to the client, and bugs, whose details stay in the log.
public final class PanicGuard implements Filter {

    private static final Logger log = LoggerFactory.getLogger(PanicGuard.class);

    @Override
    public ApiResponse filter(ApiRequest request, ApiHandler next) {
        try {
            return next.handle(request);
        } catch (RuntimeException e) {
            return new ApiResponse.Failure(StatusMapper.map(e).orElseGet(() -> {
                log.atError().setCause(e).addKeyValue("request", request.id()).addKeyValue("method", request.method()).addKeyValue("path", request.path())
                        .log("request failed");
                return StatusMapper.bug(request.id());
            }));
        }
    }
}
