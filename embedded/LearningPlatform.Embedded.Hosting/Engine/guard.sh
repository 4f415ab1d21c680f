# Reads lines from the AppHost: "add PID SIGNAL", "remove PID", "folder PATH", "bye".
# When the input ends without "bye" the AppHost was killed: ask its children to finish, end them after 10 s, drop temporary data.
trap '' INT TERM HUP
children=''
folders=''
while IFS=' ' read -r verb value signal; do
  case $verb in
    add) children="$children $value:$signal" ;;
    remove)
      left=''
      for child in $children; do
        [ "${child%%:*}" = "$value" ] || left="$left $child"
      done
      children=$left ;;
    folder) folders="$folders $value" ;;
    bye) exit 0 ;;
  esac
done

send() { kill "-$1" "-$2" 2>/dev/null || kill "-$1" "$2" 2>/dev/null; }

for child in $children; do send "${child#*:}" "${child%%:*}"; done
tries=0
while [ $tries -lt 100 ]; do
  alive=''
  for child in $children; do
    kill -0 "${child%%:*}" 2>/dev/null && alive=yes
  done
  [ -n "$alive" ] || break
  tries=$((tries + 1))
  sleep 0.1
done
for child in $children; do send 9 "${child%%:*}"; done
for folder in $folders; do rm -rf -- "$folder"; done
