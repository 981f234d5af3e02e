package dev.marina.tenancy.it;

import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/// With the settings that an installation has by itself.
abstract class TenancyDeployment extends RestTests {

    @Deployment
    static WebArchive war() {
        return platform();
    }
}
