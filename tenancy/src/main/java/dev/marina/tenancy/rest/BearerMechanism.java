package dev.marina.tenancy.rest;

import dev.marina.tenancy.token.ApiTokens;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationException;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/// Bearer tokens are JWTs, which the server verifies, or API tokens, which it would refuse as JWTs that are none. So it does not see
/// those: [Caller] asks whose they are. Nor what clients of the registry show, which has its own resource.
@Alternative
@Priority(1)
@ApplicationScoped
public class BearerMechanism implements HttpAuthenticationMechanism {

    @Inject
    private BeanManager beans;

    @Override
    public AuthenticationStatus validateRequest(HttpServletRequest request, HttpServletResponse response, HttpMessageContext context)
            throws AuthenticationException {
        String shown = request.getHeader("Authorization");
        return ApiTokens.shown(shown).isPresent() || RegistryTokenResource.basic(shown).isPresent()
                ? context.doNothing()
                : jwt().validateRequest(request, response, context);
    }

    /// The server's own, for which `@LoginConfig` asks.
    private HttpAuthenticationMechanism jwt() {
        Bean<?> own = beans.getBeans(HttpAuthenticationMechanism.class, Any.Literal.INSTANCE).stream()
                .filter(bean -> bean.getBeanClass() != BearerMechanism.class)
                .findFirst().orElseThrow(() -> new IllegalStateException("the server has no mechanism for JWTs"));
        return (HttpAuthenticationMechanism) beans.getReference(own, HttpAuthenticationMechanism.class, beans.createCreationalContext(own));
    }
}
