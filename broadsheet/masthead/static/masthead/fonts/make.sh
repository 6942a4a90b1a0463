#!/bin/sh
# Makes the paper's faces: open-licensed (OFL) fonts from npm, cut down to what a newspaper page sets.
#
#   sh make.sh              every face, here
#   OUT=DIR sh make.sh      every face, there
#
# The masthead face keeps all its letters in name-all.woff2; broadsheet/masthead/name_face.py cuts it to a paper's own name.
# Needs node with npm, and python3 with `pip install fonttools brotli`. The licences it copies stand beside the faces.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$(cd "${OUT:-$here}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
  @fontsource-variable/noto-serif-display@5 @fontsource-variable/source-serif-4@5 \
  @fontsource-variable/libre-franklin@5 @fontsource/unifrakturmaguntia@5 \
  @fontsource-variable/frank-ruhl-libre@5 @fontsource-variable/assistant@5
variable=node_modules/@fontsource-variable
static=node_modules/@fontsource

# Basic Latin and the punctuation of a good composing room. Accents lie in a second file, fetched only by a page that has one.
latin='U+0020-005B,U+005D,U+0061-007A,U+007C,U+00A0,U+00A3,U+00A9,U+00AB,U+00B0,U+00B7,U+00BB,U+00D7,U+2013,U+2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+20AC,U+2190-2193,U+2212,U+00BD'
accents='U+00A1-00FF,U+0131,U+0152,U+0153,U+0160,U+0161,U+0178,U+017D,U+017E'
latin_beside_hebrew='U+0020-007E,U+00A0,U+00A3,U+00B0,U+00B7,U+00D7,U+2013,U+2014,U+2018-201E,U+2022,U+2026,U+2190-2193,U+20AC'
hebrew='U+05BE,U+05D0-05EA,U+05F3,U+05F4,U+20AA'
hebrew_with_points='U+05B0-05C7,U+05D0-05EA,U+05F3,U+05F4'

pin() { fonttools varLib.instancer --quiet --no-overlap-flag -o "$2" "$1" $3; }
cut() {
  pyftsubset "$1" --output-file="$out/$2" --flavor=woff2 --unicodes="$3" --layout-features="$4" \
    --no-hinting --desubroutinize --name-IDs='0,1,2,3,13,14' --obfuscate-names
}

# 1. The name of the paper.
blackletter=$static/unifrakturmaguntia/files/unifrakturmaguntia-latin-400-normal.woff2
cut "$blackletter" name-all.woff2 "$latin,$accents" 'kern'

# 2. Headlines: Noto Serif Display, narrow as in print, bold.
pin $variable/noto-serif-display/files/noto-serif-display-latin-standard-normal.woff2 display.ttf 'wdth=76 wght=700'
cut display.ttf display.woff2 "$latin" 'kern,liga'
cut display.ttf display-accents.woff2 "$accents" 'kern'

# 3. Text: Source Serif 4 at text size, regular to semibold; the italic is one weight.
pin $variable/source-serif-4/files/source-serif-4-latin-opsz-normal.woff2 text.ttf 'opsz=14 wght=400:650'
cut text.ttf text.woff2 "$latin" 'kern,liga'
cut text.ttf text-accents.woff2 "$accents" 'kern'
pin $variable/source-serif-4/files/source-serif-4-latin-opsz-italic.woff2 italic.ttf 'opsz=18 wght=400'
cut italic.ttf text-italic.woff2 "$latin" 'kern,liga'
cut italic.ttf text-italic-accents.woff2 "$accents" 'kern'

# 4. Furniture: Libre Franklin, regular to bold.
pin $variable/libre-franklin/files/libre-franklin-latin-wght-normal.woff2 sans.ttf 'wght=400:700'
cut sans.ttf sans.woff2 "$latin" 'kern,tnum'
cut sans.ttf sans-accents.woff2 "$accents" 'kern'

# 5. Hebrew: Frank Ruhl Libre for name, headlines and text, Assistant for furniture; Latin letters and figures from the same faces.
pin $variable/frank-ruhl-libre/files/frank-ruhl-libre-hebrew-wght-normal.woff2 hebrew.ttf 'wght=400:800'
cut hebrew.ttf hebrew.woff2 "$hebrew" 'kern'
# Letters and vowel marks in one file, since a mark is set on a letter of its own face; fetched only by a page that has marks.
pin $variable/frank-ruhl-libre/files/frank-ruhl-libre-hebrew-wght-normal.woff2 hebrew-points.ttf 'wght=400:700'
cut hebrew-points.ttf hebrew-points.woff2 "$hebrew_with_points" 'kern,mark,mkmk,ccmp'
pin $variable/frank-ruhl-libre/files/frank-ruhl-libre-latin-wght-normal.woff2 hebrew-latin.ttf 'wght=400:800'
cut hebrew-latin.ttf hebrew-latin.woff2 "$latin_beside_hebrew" 'kern'
pin $variable/assistant/files/assistant-hebrew-wght-normal.woff2 hebrew-sans.ttf 'wght=400:700'
cut hebrew-sans.ttf hebrew-sans.woff2 "$hebrew" 'kern'
pin $variable/assistant/files/assistant-latin-wght-normal.woff2 hebrew-sans-latin.ttf 'wght=400:700'
cut hebrew-sans-latin.ttf hebrew-sans-latin.woff2 "$latin_beside_hebrew" 'kern,tnum'

# 6. The licence of each, as it came.
for face in $variable/noto-serif-display $variable/source-serif-4 $variable/libre-franklin \
  $variable/frank-ruhl-libre $variable/assistant $static/unifrakturmaguntia; do
  cp "$face/LICENSE" "$out/OFL-$(basename "$face").txt"
done
ls -l "$out"/*.woff2
