# What lets another root on this machine reach the package registries as the caller does: certificates, proxies, and the settings of
# apt, npm, pip and uv. Functions only. Nothing here names a host, or a path of one machine.

carried_name='^((https?|ftp|all|no)_proxy|(HTTPS?|FTP|ALL|NO)_PROXY|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA)$'
carried_name+='|^(REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO)$'
carried_name+='|^PIP_(INDEX_URL|EXTRA_INDEX_URL|CERT|CLIENT_CERT|PROXY|TRUSTED_HOST|DEFAULT_TIMEOUT|RETRIES)$'
carried_name+='|^UV_(INDEX|DEFAULT_INDEX|INDEX_URL|EXTRA_INDEX_URL|INDEX_STRATEGY|NATIVE_TLS|SYSTEM_CERTS|INSECURE_HOST|HTTP_TIMEOUT)$'
carried_name+='|^UV_PYTHON_(DOWNLOADS_JSON_URL|INSTALL_MIRROR)$'
carried_name+='|^(npm_config|NPM_CONFIG)_(registry|cafile|proxy|https_proxy|noproxy|strict_ssl|fetch_[a-z_]+)$'

# The caller's variables that say how registries are reached, NAME=VALUE in each line.
carried_variables() {
  local name
  for name in $(compgen -e); do
    if [[ $name =~ $carried_name && -n ${!name} ]]; then printf '%s=%s\n' "$name" "${!name}"; fi
  done
}

# Of an npmrc on stdin, the lines that say how the registry is reached; among them may be a token.
registry_lines() {
  grep -E '^[[:space:]]*(//|@[^:=]+:registry|(registry|cafile|ca(\[\])?|proxy|https-proxy|noproxy|strict-ssl|fetch-[a-z-]+)[[:space:]]*=)' || true
}

# The caller's own npm settings about registries.
carried_npmrc() {
  local file
  for file in "$(npm config get globalconfig 2>/dev/null)" "$(npm config get userconfig 2>/dev/null)"; do
    if [[ -f $file ]]; then registry_lines <"$file"; fi
  done
}

# The files of certificates that the settings above name, one in each line.
carried_certificates() {
  {
    carried_variables | sed -nE 's/^(SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO|PIP_CERT|PIP_CLIENT_CERT|(npm_config|NPM_CONFIG)_cafile)=//p'
    carried_npmrc | sed -nE 's/^[[:space:]]*cafile[[:space:]]*=[[:space:]]*"?([^"]*)"?$/\1/p'
  } | sort -u | while read -r file; do if [[ -f $file ]]; then realpath -s "$file"; fi; done
}

# The caller's mirror of Debian; nothing where apt knows none, and debootstrap then takes its own.
carried_mirror() {
  apt-get indextargets --format '$(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk '$1 == "Debian" { print $2; exit }'
}

# Puts certificates and the settings of apt and pip into a root.
carry_to_root() {
  local root=$1 file
  mkdir -p "$root/usr/local/share/ca-certificates" "$root/etc/apt/apt.conf.d"
  cp -r /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates"
  if [[ -x $root/usr/sbin/update-ca-certificates ]]; then chroot "$root" update-ca-certificates >/dev/null 2>&1; fi
  while read -r file; do
    if [[ ! -e $root$file ]]; then install -D --mode=644 "$file" "$root$file"; fi
  done < <(carried_certificates)
  apt-config dump 2>/dev/null | grep -E '^Acquire::(https?|ftp)::.*(Proxy|CA)' >"$root/etc/apt/apt.conf.d/90registries" || true
  if [[ -f /etc/pip.conf ]]; then install --mode=644 /etc/pip.conf "$root/etc/pip.conf"; fi
}

# Puts the settings of npm, pip and uv into a user's home folder, which nobody else reads.
carry_to_home() {
  local home=$1 file
  (umask 077 && carried_npmrc >"$home/.npmrc")
  for file in .config/pip/pip.conf .pip/pip.conf .config/uv/uv.toml; do
    if [[ -f $HOME/$file ]]; then install -D --mode=600 "$HOME/$file" "$home/$file"; fi
  done
}
