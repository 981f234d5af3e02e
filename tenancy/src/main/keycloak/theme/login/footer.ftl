<#macro content>
<#-- Keycloak's own link would lead to its own mails; ours are sent by tenancy, whether or not there is a mail server. -->
<#if ["login", "login-username", "login-password"]?seq_contains(pageId!"")>
<div class="${properties.kcLoginMainFooterBand!}">
  <p class="${properties.kcLoginMainFooterBandItem!}"><a id="forgot-password" href="${properties.consoleUrl}/password">${msg("doForgotPassword")}</a></p>
</div>
</#if>
</#macro>
